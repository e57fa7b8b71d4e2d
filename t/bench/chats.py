"""What it costs a server that a chat starts, is routed and is closed again,
one after the other over one connection."""

import itertools
import os
import time

from client import Client, tokens

TICKS = os.sysconf('SC_CLK_TCK')


def measure(server, n):
    """n chats, each of a visitor of its own: (microseconds of the workers'
    processor for one, microseconds until one has started, the middle of
    all)."""
    client = Client(server, '')
    visitors = itertools.cycle(tokens(server.fill, 'persons'))
    took = []
    before = processor(server)
    for _ in range(n):
        client.become(next(visitors))
        begun = time.perf_counter()
        chat = client.request('POST', 'conversations', {'flow': 'shop'})
        took.append(time.perf_counter() - begun)
        if not chat['agent']:
            raise RuntimeError('a chat was not routed: %s' % chat)
        client.request('POST', 'conversations/%s/close' % chat['id'])
    spent = processor(server) - before
    return spent / n * 1e6, sorted(took)[n // 2] * 1e6


def processor(server):
    """Seconds that the workers and their threads have had, so far."""
    return sum(ticks(pid) for pid in server.pids()) / TICKS


def ticks(pid):
    with open('/proc/%d/stat' % pid, encoding='ascii') as stat:
        fields = stat.read().rpartition(')')[2].split()
    return int(fields[11]) + int(fields[12])
