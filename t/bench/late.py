"""How late a deadline fires: auto-transfers (S2.6) of a server that does
nothing else, as its agent's event stream tells of them."""

import datetime
import threading
import time

from client import TIMEOUT_SECONDS, Client, tokens
from kundo import Kundo

AUTO_TRANSFER = '1s'
PACE_SECONDS = 0.023        # between two starts: at no round time
CHATS = 100                 # that an agent may have


class Late(Kundo):
    """With default settings, but for the time after which a chat goes on."""

    auto_transfer = AUTO_TRANSFER


def milliseconds(text):
    """Of the API's times."""
    at = datetime.datetime.strptime(text, '%Y-%m-%dT%H:%M:%S.%fZ')
    return at.replace(tzinfo=datetime.timezone.utc).timestamp() * 1000


class Watch(threading.Thread):
    """Of every chat when it was due and when it was told as overdue."""

    def __init__(self, client, n):
        super().__init__(daemon=True)
        self.client = client
        self.n = n
        self.ready = threading.Event()
        self.due = {}
        self.told = {}
        self.ended = []

    def run(self):
        for heard, event in self.client.events():
            self.ready.set()
            chat, data = event['conversation'], event['data']
            if event['type'] != 'conversation.updated':
                continue
            if data['focus_due_at']:
                self.due.setdefault(chat, milliseconds(data['focus_due_at']))
            if data['overdue'] and chat not in self.told:
                self.told[chat] = (milliseconds(event['at']), heard)
                self.ended.append(chat)
                if len(self.told) == self.n:
                    return


def measure(server, n):
    """n chats, of which none is turned to: (fired, heard) in ms after each
    was due, sorted."""
    agent = Client(server, tokens(server.fill, 'agents')[0])
    agent.request('PUT', 'presence', {'state': 'online',
                                      'flows': ['watched'],
                                      'max_chats': CHATS})
    watch = Watch(Client(server, tokens(server.fill, 'agents')[0]), n)
    watch.start()
    watch.ready.wait(TIMEOUT_SECONDS)

    visitor = Client(server, tokens(server.fill, 'visitors')[0])
    for i in range(n):
        time.sleep(PACE_SECONDS)
        visitor.request('POST', 'conversations',
                        {'flow': 'watched', 'cid': str(i), 'text': '?'})
        while watch.ended:
            visitor.request('POST', 'conversations/%s/close'
                            % watch.ended.pop())

    watch.join(TIMEOUT_SECONDS)
    if len(watch.told) != n:
        raise RuntimeError('%d of %d deadlines fired' % (len(watch.told), n))

    fired = sorted(at - watch.due[chat]
                   for chat, (at, _) in watch.told.items())
    heard = sorted(heard - watch.due[chat]
                   for chat, (_, heard) in watch.told.items())
    return fired, heard
