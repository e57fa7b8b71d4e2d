"""What is measured on which server: a list of steps, each of which adds one
run of one figure.  A step is (load, server's name, in flight, function)."""

import load
import settings


def relay(servers):
    """1:1 over 1,000 conversations, from a frame and from a POST."""
    steps = []
    for server in servers:
        if hasattr(server, 'ws'):
            steps += [step('ws', server, n, load.one_to_one,
                           server.ws(settings.CONVERSATIONS), n)
                      for n in levels(server)]
        if hasattr(server, 'post'):
            run = load.one_to_one if hasattr(server, 'ws') else load.requests
            steps += [step('post', server, n, run, server.post(n), n)
                      for n in levels(server)]
    return steps


def levels(server):
    """Servers that are there for comparison alone are spared the rest."""
    return settings.IN_FLIGHT_SHORT if server.short else settings.IN_FLIGHT


def paced(servers):
    """50 messages a second over 100 WebSockets: how late the late ones are."""
    n = settings.PACED_SOCKETS
    return ([step('paced ws', server, 0, load.paced, server.ws(n))
             for server in servers
             if hasattr(server, 'ws') and not server.short]
            + [step('paced post', server, 0, load.paced, server.post(n))
               for server in servers if hasattr(server, 'post')
               and hasattr(server, 'ws') and not server.short])


def fanout(servers):
    """One conversation that many watch."""
    return [step('fanout', server, 0, load.fanout, server.fanout())
            for server in servers
            if hasattr(server, 'fanout') and not server.short]


def history(servers):
    """Pages of 50 messages, read by GET."""
    n = settings.IN_FLIGHT[1]
    return [step('history', server, n, load.requests, server.history(n), n)
            for server in servers
            if hasattr(server, 'history') and not server.short]


def sync():
    """One sync of the disk, in a row and at the pace of `paced`."""
    def measure(seconds, rate):
        return lambda: load.sync(settings.OUT / 'run', seconds, rate)
    return [('sync', 'disk, in a row', 0, measure(settings.SECONDS, 0)),
            ('sync', 'disk, 50 a second', 0,
             measure(settings.PACED_SECONDS, settings.PACED_RATE))]


def idle(makers):
    """Memory is measured on servers that have just started."""
    def measure(make):
        def run():
            with make() as server:
                return load.idle(server, server.idle())
        return run
    return [('idle', name, 0, measure(make)) for name, make in makers]


def step(what, server, in_flight, function, args, *more):
    return (what, server.name, in_flight,
            lambda: function(server, args, *more))
