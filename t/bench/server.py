"""The servers that are measured: each on a free port of 127.0.0.1, with a
folder of its own on the disk of the checkout, stopped at the end."""

import contextlib
import getpass
import os
import pathlib
import re
import shutil
import socket
import subprocess
import time

import settings

START_SECONDS = 20
STOP_SECONDS = 10
SOCKETS = 2 * settings.IDLE + 4096

NGINX_CONF = """\
%(modules)s
daemon off;
user %(user)s;
worker_processes %(workers)d;
worker_rlimit_nofile %(sockets)d;
pid %(dir)s/nginx.pid;
error_log %(dir)s/error.log warn;

events {
    worker_connections %(sockets)d;
}

http {
    access_log off;
    keepalive_requests 1000000000;
    keepalive_timeout 1h;
    client_body_temp_path %(dir)s/client_body;
    proxy_temp_path %(dir)s/proxy;
    fastcgi_temp_path %(dir)s/fastcgi;
    uwsgi_temp_path %(dir)s/uwsgi;
    scgi_temp_path %(dir)s/scgi;
%(http)s
    server {
        listen 127.0.0.1:%(port)d backlog=16384;
%(server)s
    }
}
"""


def free_port():
    """A port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as s:
        s.bind(('127.0.0.1', 0))
        return s.getsockname()[1]


class Server:
    """One server process with its children; a subclass says how to start it
    and with which arguments wsbench loads it."""

    workers = 1

    def __init__(self, name, folder):
        self.name = name
        self.dir = pathlib.Path(folder)
        self.port = None
        self.process = None

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *exc):
        self.stop()

    def running(self):
        """Around one measurement: whoever is not up is started for it."""
        return contextlib.nullcontext() if self.process else self

    def start(self):
        self.dir.mkdir(parents=True, exist_ok=True)
        self.port = free_port()
        with open(self.dir / 'output', 'ab') as output:
            self.process = subprocess.Popen(self.command(), stdout=output,
                                            stderr=output)
        end = time.monotonic() + START_SECONDS
        while not self.is_up():
            if self.process.poll() is not None or time.monotonic() > end:
                self.stop()
                raise SystemExit('t/bench/run: %s does not start: %s'
                                 % (self.name, self.said()))
            time.sleep(0.01)

    def stop(self):
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None

    def is_up(self):
        with socket.socket() as s:
            if s.connect_ex(('127.0.0.1', self.port)) != 0:
                return False
        return len(self.pids()) == self.workers

    def said(self):
        """The end of what it wrote, for a message."""
        text = (self.dir / 'output').read_text(errors='replace').strip()
        log = self.dir / 'error.log'
        if log.exists():
            text += '\n' + log.read_text(errors='replace').strip()
        return text[-2000:]

    def pids(self):
        """The processes that do the work."""
        return [self.process.pid]

    def lmdb(self):
        """The data.mdb that it writes, or None."""
        return None

    def command(self):
        raise NotImplementedError

    def url(self, path, scheme='ws'):
        return '%s://127.0.0.1:%d%s' % (scheme, self.port, path)


class Floor(Server):
    """The least that a durable relay must do: t/bench/floor.c."""

    def __init__(self, mode, folder):
        super().__init__('floor ' + mode, folder)
        self.mode = mode

    def fill(self):
        """The same number of messages of the same size as in kundo."""
        self.dir.mkdir(parents=True, exist_ok=True)
        subprocess.run([settings.OUT / 'floorfill', self.dir,
                        self.mode.split('+')[0], str(settings.MESSAGES),
                        str(settings.CONVERSATIONS),
                        str(settings.TEXT_BYTES)], check=True)

    def command(self):
        return [settings.OUT / 'floor', str(self.port), self.mode, self.dir]

    def lmdb(self):
        return self.dir / 'data.mdb'

    def fanout(self):
        return self.ws(1)

    def ws(self, senders):
        room = self.url('/room/{c}')
        return ['--sub', room, '--pub', room, '--pubs', str(senders),
                '--ack', '"ack":1']


class Nginx(Server):
    """An nginx in the foreground; a subclass gives blocks and modules."""

    modules = ''
    http = ''
    blocks = ''

    def __init__(self, name, folder, workers):
        super().__init__(name, folder)
        self.workers = workers

    def command(self):
        conf = self.dir / 'nginx.conf'
        conf.write_text(NGINX_CONF % {
            'dir': self.dir, 'port': self.port, 'workers': self.workers,
            'sockets': SOCKETS, 'user': getpass.getuser(),
            'modules': self.modules, 'http': self.http_block(),
            'server': self.blocks,
        })
        return ['nginx', '-p', self.dir, '-e', self.dir / 'error.log',
                '-c', conf]

    def http_block(self):
        return self.http % {'dir': self.dir}

    def pids(self):
        """The workers; not the master, nor the helpers of a cache."""
        master = self.process.pid
        children = pathlib.Path('/proc/%d/task/%d/children'
                                % (master, master)).read_text()
        return [int(pid) for pid in children.split()
                if is_worker(int(pid))]


def is_worker(pid):
    try:
        title = pathlib.Path('/proc/%d/cmdline' % pid).read_bytes()
    except FileNotFoundError:
        return False
    return title.startswith(b'nginx: worker process')


class Plain(Nginx):
    """What a request to nginx costs at the least: `return 204`."""

    blocks = """\
        location / {
            return 204;
        }
"""

    def post(self, senders):
        return ['--pub', self.url('/', 'http'), '--pubs', str(senders)]


class Nchan(Nginx):
    """nchan as Debian packs it; it keeps nothing on disk."""

    blocks = """\
        location ~ ^/sub/(\\w+)$ {
            nchan_subscriber websocket;
            nchan_subscriber_first_message newest;
            nchan_channel_id $1;
        }

        location ~ ^/pub/(\\w+)$ {
            nchan_publisher http websocket;
            nchan_channel_id $1;
        }
"""

    def __init__(self, name, folder, workers):
        super().__init__(name, folder, workers)
        self.modules = 'load_module %s;' % nchan_path()

    def ws(self, senders):
        return ['--sub', self.url('/sub/{c}'), '--pub', self.url('/pub/{c}'),
                '--pubs', str(senders)]

    def post(self, senders):
        return ['--sub', self.url('/sub/{c}'),
                '--pub', self.url('/pub/{c}', 'http'),
                '--pubs', str(senders)]

    def fanout(self):
        return self.ws(1)

    def idle(self):
        """As cheap as it gets: all of them on one channel."""
        return ['--sub', self.url('/sub/one')]

    def idle_apart(self):
        return ['--sub', self.url('/sub/{i}')]


def nchan_path():
    """Where Debian puts modules, as nginx itself says."""
    version = subprocess.run(['nginx', '-V'], capture_output=True, text=True,
                             check=True).stderr
    found = re.search(r'--modules-path=(\S+)', version)
    folder = pathlib.Path(found.group(1) if found
                          else '/usr/lib/nginx/modules')
    path = folder / 'ngx_nchan_module.so'
    if not path.exists():
        raise SystemExit('t/bench/run: "%s" is missing: install '
                         'libnginx-mod-nchan' % path)
    return path


def folder_new(name):
    """An empty folder in objs/bench."""
    path = settings.OUT / 'run' / name
    shutil.rmtree(path, ignore_errors=True)
    os.makedirs(path)
    return path
