"""One person who asks the API over one connection."""

import http.client
import json
import time

TIMEOUT_SECONDS = 60


class Client:
    """Requests of one person at a time; another one may follow."""

    def __init__(self, server, token):
        self.http = http.client.HTTPConnection('127.0.0.1', server.port,
                                               timeout=TIMEOUT_SECONDS)
        self.become(token)

    def become(self, token):
        self.headers = {'Authorization': 'Bearer ' + token}

    def request(self, method, path, body=None):
        self.http.request(method, '/kundo/v1/' + path,
                          None if body is None else json.dumps(body),
                          {**self.headers,
                           'Content-Type': 'application/json'})
        answer = self.http.getresponse()
        text = answer.read()
        if answer.status >= 300:
            raise RuntimeError('%s %s: %d %s' % (method, path, answer.status,
                                                 text))
        return json.loads(text) if text else None

    def events(self):
        """The stream, from now on: (when it was read, event)."""
        self.http.request('GET', '/kundo/v1/stream', None,
                          {**self.headers, 'Accept': 'text/event-stream'})
        for line in self.http.getresponse():
            if line.startswith(b'data:'):
                yield time.time() * 1000, json.loads(line[5:])


def tokens(fill, name, column=0):
    with open(fill.tokens(name), encoding='ascii') as lines:
        return [line.rstrip('\n').split('\t')[column] for line in lines]
