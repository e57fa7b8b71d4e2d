"""The figures of a run: every measurement, its runs, and their medians."""

import statistics

import load


class Figures:
    """One row for each (load, server, in flight)."""

    def __init__(self):
        self.rows = {}
        self.faults = []

    def add(self, what, server, in_flight, result):
        key = (what, server, in_flight)
        self.rows.setdefault(key, []).append(result)
        wrong = load.faults(result)
        if wrong:
            self.faults.append('%s, %s, %s in flight: %s'
                               % (what, server, in_flight or '-', wrong))

    def servers(self, what):
        """Those with a figure for this load, in the order of the runs."""
        return list(dict.fromkeys(server for load_, server, _ in self.rows
                                  if load_ == what))

    def levels(self, what):
        return sorted({in_flight for load_, _, in_flight in self.rows
                       if load_ == what})

    def values(self, what, server, in_flight, field):
        """One number a run; field is a path such as "lat.p50"."""
        runs = self.rows.get((what, server, in_flight), ())
        return [v for v in (value(run, field) for run in runs)
                if v is not None]

    def median(self, what, server, in_flight, field):
        values = self.values(what, server, in_flight, field)
        return statistics.median(values) if values else None

    def spread(self, what, server, in_flight, field):
        """Half of (largest - smallest), as a part of the median."""
        values = self.values(what, server, in_flight, field)
        middle = statistics.median(values) if values else 0
        return (max(values) - min(values)) / 2 / middle if middle else None

    def as_list(self):
        return [{'load': what, 'server': server, 'in_flight': in_flight,
                 'median': medians(runs), 'runs': runs}
                for (what, server, in_flight), runs in self.rows.items()]


def value(run, field):
    """The number at a path; messages and pages of a commit are worked out."""
    if field == 'batch':
        return per_commit(run, 'msgs_s')
    if field == 'pages':
        return per_commit(run, 'pages_s')
    if field == 'threads':
        return max(0, run['cpu_server'] - run['cpu_loop'])
    for key in field.split('.'):
        if key not in run:
            return None
        run = run[key]
    return run


def per_commit(run, key):
    return run[key] / run['commits_s'] if run.get('commits_s') else None


def medians(runs):
    """The same shape as one run, each number the median of all."""
    first = runs[0]
    return {key: medians([run[key] for run in runs])
            if isinstance(first[key], dict)
            else statistics.median(run[key] for run in runs)
            for key in first if isinstance(first[key], (int, float, dict))}


def ratio(a, b):
    return a / b if a is not None and b else None
