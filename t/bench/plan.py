"""What is measured on which server: the servers with the parts they take,
and a list of steps, each of which adds one run of one figure.  A step is
(load, server's name, messages in flight, function)."""

import load
import settings
from kundo import Fill, Kundo
from server import Floor, Nchan, Plain, folder_new

ALL = settings.IN_FLIGHT
SHORT = settings.IN_FLIGHT_SHORT


def fills():
    """The two stores that kundo starts from."""
    if 'kundo' not in settings.COMPARED:
        return None, None
    return Fill('fill', settings.MESSAGES), Fill('fill-empty', 0)


def servers(full, empty):
    """(server, messages in flight, parts).  With more workers than one they
    are there for comparison; kundo's empty store starts anew each time."""
    rows = []
    if 'floor' in settings.COMPARED:
        rows += [(Floor('lmdb', folder_new('floor-lmdb')), ALL,
                  ('relay', 'paced', 'fanout')),
                 (Floor('lmdbseq', folder_new('floor-lmdbseq')), ALL,
                  ('relay',))]
    for workers in (1, 2):
        label = 'w%d' % workers
        levels = ALL if workers == 1 else SHORT
        if '204' in settings.COMPARED:
            rows.append((Plain('204 ' + label, folder_new('204-' + label),
                               workers), levels, ('relay',)))
        if 'nchan' in settings.COMPARED:
            rows.append((Nchan('nchan ' + label, folder_new('nchan-' + label),
                               workers), levels, ('relay', 'fanout')))
        if 'kundo' in settings.COMPARED:
            rows.append((Kundo('kundo ' + label, folder_new('kundo-' + label),
                               workers, full), ALL,
                         ('relay', 'paced', 'fanout', 'history')
                         if workers == 1 else ('relay', 'fanout')))
    if 'kundo' in settings.COMPARED:
        rows.append((Kundo('kundo w1 empty', folder_new('kundo-empty'), 1,
                           empty), SHORT, ('relay',)))
    return rows


def steps(rows):
    """Those of the parts that were asked for, servers side by side."""
    parts = {'relay': relay, 'paced': paced, 'fanout': fanout,
             'history': history}
    some = sync() if 'sync' in settings.CHOSEN else []
    for name, make in parts.items():
        if name in settings.CHOSEN:
            some += make([(server, levels) for server, levels, takes in rows
                          if name in takes])
    return some


def relay(rows):
    """1:1 over 1,000 conversations, from a frame and from a POST."""
    some = []
    for n in ALL:
        for server, levels in rows:
            if n in levels and hasattr(server, 'ws'):
                some.append(step('ws', server, n, load.one_to_one, 'ws',
                                 settings.CONVERSATIONS))
            if n in levels and hasattr(server, 'post'):
                some.append(step('post', server, n,
                                 load.one_to_one if hasattr(server, 'ws')
                                 else load.requests, 'post', n))
    return some


def paced(rows):
    """50 messages a second over 100 WebSockets: how late the late ones are."""
    return [step('paced ' + kind, server, 0, load.paced, kind,
                 settings.PACED_SOCKETS)
            for server, _ in rows for kind in ('ws', 'post')
            if hasattr(server, kind)]


def fanout(rows):
    """One conversation that many watch."""
    return [step('fanout', server, 0, load.fanout, 'fanout')
            for server, _ in rows]


def history(rows):
    """Pages of the newest messages, read by GET."""
    n = SHORT[0]
    return [step('history', server, n, load.requests, 'history', n)
            for server, _ in rows]


def sync():
    """One sync of the disk, in a row and at the pace of `paced`."""
    def measure(seconds, rate):
        return lambda: load.sync(settings.OUT / 'run', seconds, rate)
    return [('sync', 'disk, in a row', 0, measure(settings.SECONDS, 0)),
            ('sync', 'disk, 50 a second', 0,
             measure(settings.PACED_SECONDS, settings.PACED_RATE))]


def idle(full):
    """Memory, of servers that have just started."""
    rows = []
    for workers in (1, 2):
        label = 'w%d' % workers
        if 'nchan' in settings.COMPARED:
            server = Nchan('nchan ' + label, folder_new('idle-nchan-' + label),
                           workers)
            rows += [('idle', server.name + ', one channel', 0,
                      measured(server, load.idle, 'idle')),
                     ('idle', server.name + ', own channels', 0,
                      measured(server, load.idle, 'idle_apart'))]
        if 'kundo' in settings.COMPARED:
            server = Kundo('kundo ' + label, folder_new('idle-kundo-' + label),
                           workers, full)
            rows.append(('idle', server.name + ', own sessions', 0,
                         measured(server, load.idle, 'idle')))
    return rows


def step(what, server, in_flight, function, kind, *senders):
    return (what, server.name, in_flight,
            measured(server, function, kind, in_flight, *senders))


def measured(server, function, kind, in_flight=0, *senders):
    """A run of one load.  The server's arguments are asked for when it is
    up: one that was not running has a port only then."""
    def run():
        with server.running():
            args = getattr(server, kind)(*senders)
            if in_flight:
                args += ['--inflight', str(in_flight)]
            return function(server, args)
    return run
