"""What a run of the bench is: its sizes, read from the environment once."""

import os
import pathlib

TOP = pathlib.Path(__file__).resolve().parent.parent.parent
OBJS = pathlib.Path(os.environ.get('KUNDO_OBJS', TOP / 'objs'))
OUT = TOP / 'objs' / 'bench'
MODULE = OBJS / 'ngx_kundo_module.so'


def words(name, known):
    """Those of a variable, or all that there are."""
    return tuple(os.environ.get(name, ' '.join(known)).split())


QUICK = os.environ.get('BENCH_QUICK', '') not in ('', '0')

RUNS = int(os.environ.get('BENCH_RUNS', 1 if QUICK else 5))
SECONDS = float(os.environ.get('BENCH_SECONDS', 0.5 if QUICK else 1.5))
WARMUP = 0.2 if QUICK else 0.4
PACED_SECONDS = 2 if QUICK else 5
MESSAGES = int(os.environ.get('BENCH_MESSAGES',
                              100_000 if QUICK else 1_000_000))
IDLE = 2_000 if QUICK else 10_000
IDLE_RUNS = min(RUNS, 3)

LOAD_BEFORE = os.getloadavg()[0]     # others' work, on a busy machine

CONVERSATIONS = 1_000
TEXT_BYTES = 200
IN_FLIGHT = (1, 64, 256, 1024)
IN_FLIGHT_SHORT = (64, 256)
PACED_RATE = 50
PACED_SOCKETS = 100
WATCHERS = 1_000

PARTS = ('sync', 'relay', 'paced', 'fanout', 'history', 'idle')
CHOSEN = words('BENCH_PARTS', PARTS)
SERVERS = ('floor', '204', 'nchan', 'kundo')
COMPARED = words('BENCH_SERVERS', SERVERS)
PERF = os.environ.get('BENCH_PERF', '') not in ('', '0')


def check():
    """Names what is not one of the choices, and what is not built."""
    for name, chosen, known in (('BENCH_PARTS', CHOSEN, PARTS),
                                ('BENCH_SERVERS', COMPARED, SERVERS)):
        unknown = [word for word in chosen if word not in known]
        if unknown:
            raise SystemExit('t/bench/run: %s takes %s, not %s'
                             % (name, ' '.join(known), ' '.join(unknown)))
    if 'kundo' in COMPARED and not MODULE.exists():
        raise SystemExit('t/bench/run: "%s" is missing: run "make build"'
                         % MODULE)


def as_dict():
    """The sizes, for the report."""
    return {
        'runs': RUNS, 'seconds': SECONDS, 'warmup': WARMUP,
        'paced_seconds': PACED_SECONDS, 'messages': MESSAGES,
        'idle': IDLE, 'conversations': CONVERSATIONS,
        'text_bytes': TEXT_BYTES, 'watchers': WATCHERS, 'quick': QUICK,
        'parts': CHOSEN, 'servers': COMPARED,
    }
