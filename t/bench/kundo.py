"""kundo as it is measured, and the stores that it starts from."""

import shutil
import subprocess
import urllib.error
import urllib.request

import settings
from server import Nginx, folder_new

AUTHORIZATION = 'Authorization: Bearer {v1}'
TEXT = '{\\"id\\":\\"{id}\\",\\"ts\\":{ts},\\"text\\":\\"{pad}\\"}'
BODY = '{"cid":"{id}","text":"%s"}' % TEXT
FRAME = ('{"ref":"{id}","method":"POST",'
         '"path":"v1/conversations/{v2}/messages","body":%s}' % BODY)
PAGE = 50           # messages of one history read: the API's default


class Fill:
    """A store made by prefill, to be copied, with the tokens that open it."""

    def __init__(self, name, messages, deadlines=0, agents=0, chats=0,
                 conversations=settings.CONVERSATIONS):
        self.dir = folder_new(name)
        self.messages = messages
        (self.dir / 'store').mkdir()
        subprocess.run([settings.OUT / 'prefill', self.dir / 'store',
                        self.dir, str(messages),
                        str(conversations), str(settings.IDLE),
                        str(settings.TEXT_BYTES), str(deadlines),
                        str(agents), str(chats)], check=True)

    def tokens(self, name):
        return str(self.dir / name)


class Kundo(Nginx):
    """The module in an nginx of its own, without any rate limit.  Agents
    stay online between the loads, so that no load starts with routing, and
    nothing is transferred by itself meanwhile."""

    auto_transfer = '0'
    http = """\
    kundo_store main {
        path %(dir)s/store;
        rate off;
        agent_lost 1d;
        auto_transfer %(auto_transfer)s;
    }
"""
    blocks = """\
        location /kundo/ {
            kundo main;
        }
"""

    def __init__(self, name, folder, workers, fill):
        super().__init__(name, folder, workers)
        self.modules = 'load_module %s;' % settings.MODULE
        self.fill = fill

    def http_block(self):
        return self.http % {'dir': self.dir,
                            'auto_transfer': self.auto_transfer}

    def start(self):
        """Starts from a copy of the store; what it wrote before is gone."""
        shutil.rmtree(self.dir / 'store', ignore_errors=True)
        shutil.copytree(self.fill.dir / 'store', self.dir / 'store')
        super().start()

    def is_up(self):
        """When the store answers, not when the port does."""
        if not super().is_up():
            return False
        try:
            with urllib.request.urlopen(self.url('/kundo/v1/health', 'http')):
                return True
        except urllib.error.HTTPError:
            return False

    def lmdb(self):
        return self.dir / 'store' / 'data.mdb'

    def receivers(self, tokens):
        """Those whose tokens stand in a file, each with an event stream."""
        return ['--sub', self.url('/kundo/v1/stream'),
                '--sub-header', AUTHORIZATION,
                '--sub-vars', self.fill.tokens(tokens),
                '--ready', '"hello"', '--find', '"cid":"']

    def senders(self, tokens, url, message):
        """Those who write, each into the conversation beside its token."""
        return ['--pub', url, '--pub-header', AUTHORIZATION,
                '--pub-vars', self.fill.tokens(tokens), '--msg', message]

    def ws(self, senders, receivers='agents', writers='visitors'):
        return (self.receivers(receivers) + ['--pubs', str(senders)]
                + self.senders(writers, self.url('/kundo/v1/stream'), FRAME)
                + ['--ack', '"status":201', '--echo'])

    def post(self, senders):
        return (self.receivers('agents') + ['--pubs', str(senders)]
                + self.senders('visitors', self.messages(), BODY))

    def fanout(self):
        """Every agent may see the one conversation."""
        return self.ws(1, writers='watched')

    def history(self, senders):
        """The newest page of a conversation, by its visitor."""
        return (['--pubs', str(senders), '--method', 'GET']
                + self.senders('visitors', self.messages()
                               + '?before_seq=%d&limit=%d' % (2 ** 31 - 1,
                                                              PAGE), ''))

    def idle(self):
        return self.receivers('persons')

    def messages(self):
        return self.url('/kundo/v1/conversations/{v2}/messages', 'http')
