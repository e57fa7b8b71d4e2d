"""The loads: wsbench and disksync run once, and what they say."""

import json
import subprocess

import settings

FAULTS = ('lost', 'acklost', 'dup', 'extra', 'misrouted', 'closed', 'errors')
TIMEOUT_SECONDS = 120
PERF_HERTZ = 999


def one_to_one(server, args):
    """Every message to the one receiver of its conversation."""
    n = str(settings.CONVERSATIONS)
    return wsbench(server, ['--subs', n, '--channels', n] + args)


def paced(server, args):
    """Open loop: so many messages a second, however long they take."""
    n = str(settings.PACED_SOCKETS)
    return wsbench(server, ['--subs', n, '--channels', n,
                            '--rate', str(settings.PACED_RATE)] + args,
                   seconds=settings.PACED_SECONDS)


def fanout(server, args):
    """One conversation with many receivers, four messages in flight."""
    return wsbench(server, ['--subs', str(settings.WATCHERS), '--channels',
                            '1', '--inflight', '4'] + args)


def requests(server, args):
    """HTTP alone, nobody receives anything."""
    return wsbench(server, ['--channels', str(settings.CONVERSATIONS)] + args)


def idle(server, args):
    """Memory of so many WebSockets that say nothing."""
    return tool('wsbench', ['--idle', '--subs', str(settings.IDLE),
                            '--pids', pids(server)] + args)


def wsbench(server, args, seconds=None):
    lmdb = server.lmdb()
    fixed = ['--size', str(settings.TEXT_BYTES),
             '--warmup', str(settings.WARMUP),
             '--time', str(seconds or settings.SECONDS),
             '--pids', pids(server)]
    return tool('wsbench', fixed + (['--lmdb', str(lmdb)] if lmdb else [])
                + args)


def sync(folder, seconds, rate):
    """One sync of the disk, at a rate or one after the other."""
    run = subprocess.run([settings.OUT / 'disksync', folder, str(seconds),
                          str(rate)], capture_output=True, text=True,
                         check=True, timeout=TIMEOUT_SECONDS)
    return {'lat': json.loads(run.stdout)}


def pids(server):
    return ','.join(str(pid) for pid in server.pids())


def tool(name, args, around=()):
    """Runs a tool that appends one line of JSON to a file of ours.  Its exit
    status says that something was lost; the counts in the line say what."""
    out = settings.OUT / 'run' / 'result.json'
    out.unlink(missing_ok=True)
    run = subprocess.run([*around, settings.OUT / name, '--json', out] + args,
                         capture_output=True, text=True,
                         timeout=TIMEOUT_SECONDS)
    if run.returncode > 1 or not out.exists():
        raise RuntimeError('%s %s: %s' % (name, ' '.join(args),
                                          run.stderr.strip()))
    result = json.loads(out.read_text())
    if run.stderr.strip():
        result['said'] = run.stderr.strip()
    return result


def perf(server, args, path):
    """Where the CPU time of one load goes, by function, into path."""
    n = str(settings.CONVERSATIONS)
    data = settings.OUT / 'run' / 'perf.data'
    tool('wsbench', ['--subs', n, '--channels', n, '--size',
                     str(settings.TEXT_BYTES)] + args,
         around=('perf', 'record', '-q', '-g', '-F', str(PERF_HERTZ),
                 '-p', pids(server), '-o', data, '--'))
    report = subprocess.run(['perf', 'report', '--stdio', '--no-children',
                             '-g', 'none', '--percent-limit', '0.5',
                             '-F', 'overhead,dso,symbol', '-i', data],
                            capture_output=True, text=True)
    path.write_text(report.stdout or report.stderr)


def faults(result):
    """What went wrong in one run, as words; empty if nothing did."""
    found = ['%s %d' % (key, result[key]) for key in FAULTS
             if result.get(key)]
    if found and 'said' in result:
        found.append('"%s"' % result['said'])
    return ', '.join(found)
