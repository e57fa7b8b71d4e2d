"""The report: tables of medians, ratios beside what the project wants of
them, and the same as JSON.  Nothing is asserted here."""

import datetime
import json
import os
import pathlib
import platform
import subprocess

import settings
from figures import ratio

WORDS = {'ws': 'WebSocket frame -> WebSocket', 'post': 'POST -> WebSocket'}
KUNDO = 'kundo w1'
EMPTY = 'kundo w1 empty'


def machine():
    """What the figures were taken on."""
    model = [line.split(':', 1)[1].strip()
             for line in pathlib.Path('/proc/cpuinfo').read_text().split('\n')
             if line.startswith('model name')]
    return {
        'at': datetime.datetime.now(datetime.timezone.utc)
              .strftime('%Y-%m-%d %H:%M:%S UTC'),
        'kernel': platform.release(),
        'cpu': '%d x %s' % (os.cpu_count(), model[0] if model else 'unknown'),
        'file_system': said('stat', '-f', '-c', '%T', settings.OUT),
        'nginx': said('nginx', '-v'),
        'commit': said('git', '-C', settings.TOP, 'rev-parse', '--short',
                       'HEAD'),
        'load_average_before': settings.LOAD_BEFORE,
    }


def said(*command):
    run = subprocess.run(command, capture_output=True, text=True)
    return (run.stdout or run.stderr).strip()


def write(figures):
    """Both reports into objs/bench; answers the text."""
    about = machine()
    wanted = ratios(figures)
    text = '\n'.join(head(about) + tables(figures) + ratio_lines(wanted)
                     + fault_lines(figures)) + '\n'
    (settings.OUT / 'report.txt').write_text(text)
    (settings.OUT / 'report.json').write_text(json.dumps({
        'machine': about, 'settings': settings.as_dict(),
        'figures': figures.as_list(),
        'ratios': [dict(zip(('name', 'value', 'wanted'), row))
                   for row in wanted],
        'faults': figures.faults,
    }, indent=1) + '\n')
    return text


def head(about):
    return [
        'kundo bench, %(at)s, commit %(commit)s' % about,
        '%(cpu)s, Linux %(kernel)s, %(file_system)s, %(nginx)s' % about,
        'medians of %d runs of %g s; %s messages stored beforehand; load '
        'average before %.1f' % (settings.RUNS, settings.SECONDS,
                                 thousands(settings.MESSAGES),
                                 about['load_average_before']),
        'w1, w2: worker processes.  The generator shares the processors, so '
        'w1 is the',
        'headline: with two, workers and generator take turns.', '',
    ]


def tables(figures):
    lines = []
    for what in ('ws', 'post'):
        title = '%s, 1:1 over %s conversations' % (
            WORDS[what], thousands(settings.CONVERSATIONS))
        lines += table(figures, what, title + ': messages/s, +- half spread',
                       throughput)
        lines += table(figures, what, title + ': us, p50 / p99', latency)
        lines += table(figures, what, title
                       + ': messages and dirty pages of a commit', batch)
        lines += table(figures, what, title + ': processors busy, event loop '
                       '+ its threads | generator', processors)
    lines += latencies(figures, 'paced ws', '%d/s over %d WebSockets, from a '
                       'frame' % (settings.PACED_RATE,
                                  settings.PACED_SOCKETS))
    lines += latencies(figures, 'paced post', '%d/s over %d WebSockets, from '
                       'a POST' % (settings.PACED_RATE,
                                   settings.PACED_SOCKETS))
    lines += latencies(figures, 'sync', 'One sync of the disk (pwrite of a '
                       'page and fdatasync)')
    lines += single(figures, 'fanout', 'One conversation, %s receivers'
                    % thousands(settings.WATCHERS), watched)
    lines += single(figures, 'history', 'GET of the 50 newest messages, 64 '
                    'in flight', reads)
    lines += single(figures, 'idle', '%s idle WebSockets: bytes of each'
                    % thousands(settings.IDLE), memory)
    return lines


def table(figures, what, title, cell):
    """Servers down, messages in flight across."""
    levels = figures.levels(what)
    rows = [(server, [cell(figures, what, server, n) for n in levels])
            for server in figures.servers(what)]
    if not any(any(cells) for _, cells in rows):
        return []
    lines = [title, '%-18s' % 'in flight'
             + ''.join('%18s' % n for n in levels)]
    lines += ['%-18s' % server
              + ''.join('%18s' % (text or '-') for text in cells)
              for server, cells in rows if any(cells)]
    return lines + ['']


def throughput(figures, what, server, n):
    rate = figures.median(what, server, n, 'msgs_s')
    if rate is None:
        return None
    return '%s +-%2.0f%%' % (thousands(rate), 100
                             * figures.spread(what, server, n, 'msgs_s'))


def latency(figures, what, server, n):
    """To the receiver; where there is none, to the answer."""
    for kind in ('lat', 'ack'):
        if figures.median(what, server, n, kind + '.n'):
            return '%s / %s' % tuple(
                thousands(figures.median(what, server, n, kind + '.' + q))
                for q in ('p50', 'p99'))
    return None


def batch(figures, what, server, n):
    size = figures.median(what, server, n, 'batch')
    if size is None:
        return None
    return '%.1f / %.1f' % (size, figures.median(what, server, n, 'pages'))


def processors(figures, what, server, n):
    if figures.median(what, server, n, 'cpu_loop') is None:
        return None
    return '%.2f+%.2f |%5.2f' % tuple(
        figures.median(what, server, n, field)
        for field in ('cpu_loop', 'threads', 'cpu_self'))


def latencies(figures, what, title):
    def cell(server):
        return ''.join('%14s' % thousands(
            figures.median(what, server, 0, 'lat.' + q))
            for q in ('p50', 'p95', 'p99', 'max'))
    servers = figures.servers(what)
    if not servers:
        return []
    return ([title + ': us', '%-18s' % '' + ''.join(
        '%14s' % q for q in ('p50', 'p95', 'p99', 'max'))]
        + ['%-18s' % server + cell(server) for server in servers] + [''])


def single(figures, what, title, cell):
    servers = figures.servers(what)
    if not servers:
        return []
    return ([title] + ['%-28s  %s' % (server, cell(figures, server))
                       for server in servers] + [''])


def watched(figures, server):
    return '%s deliveries/s, p50 %s us, p99 %s us' % tuple(
        thousands(figures.median('fanout', server, 0, field))
        for field in ('deliv_s', 'lat.p50', 'lat.p99'))


def reads(figures, server):
    n = settings.IN_FLIGHT[1]
    return '%s/s, p50 %s us, p99 %s us' % tuple(
        thousands(figures.median('history', server, n, field))
        for field in ('msgs_s', 'ack.p50', 'ack.p99'))


def memory(figures, server):
    return 'PSS %s (of it anonymous %s, shared %s)' % tuple(
        thousands(figures.median('idle', server, 0, field))
        for field in ('pss_per_conn', 'anon_per_conn', 'shmem_per_conn'))


def ratios(figures):
    """(name, value, what is wanted of it); what was not measured is left
    out."""
    def rate(what, server, n):
        return figures.median(what, server, n, 'msgs_s')

    rows = []
    servers = [s for s in (KUNDO, 'kundo w2')
               if s in figures.servers('ws')]
    for server in servers:
        for n in figures.levels('ws'):
            want = '>= 0.8' if n in settings.IN_FLIGHT_SHORT else ''
            here = '%d in flight' % n
            frame, post = rate('ws', server, n), rate('post', server, n)
            peer = server.replace('kundo', 'nchan')
            rows += [
                ('%s / floor lmdb, frame, %s' % (server, here),
                 ratio(frame, rate('ws', 'floor lmdb', n)), want),
                ('%s / floor lmdbseq, frame, %s' % (server, here),
                 ratio(frame, rate('ws', 'floor lmdbseq', n)), ''),
                ('%s / floor lmdb and 204 together, POST, %s' % (server, here),
                 ratio(post, together(
                     rate('ws', 'floor lmdb', n),
                     rate('post', server.replace('kundo', '204'), n))), want),
                ('%s / nchan, frame, %s' % (server, here),
                 ratio(frame, rate('ws', peer, n)), ''),
                ('%s / nchan, POST, %s' % (server, here),
                 ratio(post, rate('post', peer, n)), ''),
            ]
    rows += latency_ratios(figures) + other_ratios(figures, rate)
    return [row for row in rows if row[1] is not None]


def together(a, b):
    """The rate of doing one and then the other."""
    return 1 / (1 / a + 1 / b) if a and b else None


def latency_ratios(figures):
    def delay(what, server, n, q):
        return figures.median(what, server, n, 'lat.' + q)

    rows = [('%s / floor lmdb, frame, p50 of 1 in flight' % server,
             ratio(delay('ws', server, 1, 'p50'),
                   delay('ws', 'floor lmdb', 1, 'p50')), '<= 1.5')
            for server in (KUNDO, 'kundo w2')]
    for pace in ('50 a second', 'in a row'):
        rows.append(('%s, POST at 50/s / one sync %s, p99' % (KUNDO, pace),
                     ratio(delay('paced post', KUNDO, 0, 'p99'),
                           delay('sync', 'disk, ' + pace, 0, 'p99')),
                     '< 4'))
    return rows


def other_ratios(figures, rate):
    rows = [('%s / none stored, %s, %d in flight' % (KUNDO, word, n),
             ratio(rate(what, KUNDO, n), rate(what, EMPTY, n)), '>= 0.9')
            for what, word in (('ws', 'frame'), ('post', 'POST'))
            for n in settings.IN_FLIGHT_SHORT]
    for what in figures.servers('idle'):
        if not what.startswith('kundo'):
            continue
        for peer in figures.servers('idle'):
            if peer.startswith('nchan') and peer[5:8] == what[5:8]:
                rows.append(('%s / %s, PSS of an idle WebSocket'
                             % (what, peer),
                             ratio(figures.median('idle', what, 0,
                                                  'pss_per_conn'),
                                   figures.median('idle', peer, 0,
                                                  'pss_per_conn')),
                             '<= 1'))
    return rows


def ratio_lines(rows):
    if not rows:
        return []
    return (['%-76s%8s  %s' % ('Ratios', 'is', 'wanted')]
            + ['%-76s%8.2f  %s' % row for row in rows] + [''])


def fault_lines(figures):
    if not figures.faults:
        return ['Nothing was lost, doubled, misrouted or refused.']
    return ['Faults'] + ['  ' + fault for fault in figures.faults]


def thousands(number):
    """Four digits are enough of anything."""
    if number is None:
        return '-'
    return '{:,.1f}'.format(number) if number < 100 else '{:,.0f}'.format(
        number)
