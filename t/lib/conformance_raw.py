"""
The conformance cases over bare sockets, judged byte by byte, and what no
library lets one do: wrong handshakes.

    conformance_raw.py CASES.json HOST PORT PATH
"""

import json
import select
import socket
import sys

import conformance_client as client
from conformance_client import must

LIMIT = 30          # seconds without a byte: the case has failed

KEY = 'dGhlIHNhbXBsZSBub25jZQ=='                      # RFC 6455 1.3
ACCEPT = 's3pPLMBiTxaQ9kYGzzhZRbK+xOo='

HOST, PORT, PATH = '', 0, ''


class Peer:
    """A connection that reads while it writes."""

    def __init__(self):
        self.sock = socket.create_connection((HOST, PORT), timeout=LIMIT)
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.sock.setblocking(False)
        self.buf = bytearray()
        self.eof = False

    def close(self):
        self.sock.close()

    def _read(self):
        try:
            data = self.sock.recv(1 << 20)
        except BlockingIOError:
            return

        self.buf += data
        self.eof = not data

    def wait(self):
        ready, _, _ = select.select([self.sock], [], [], LIMIT)
        must(ready, f'nothing came in {LIMIT} s')
        self._read()

    def send(self, data):
        view = memoryview(data)

        while view:
            can_read, can_write, _ = select.select(
                [] if self.eof else [self.sock], [self.sock], [], LIMIT)
            must(can_read or can_write, f'stuck for {LIMIT} s')

            if can_read:
                self._read()

            if can_write:
                try:
                    view = view[self.sock.send(view):]
                except BlockingIOError:
                    continue
                except BrokenPipeError:
                    return          # the server has ended it already

    def take(self, n):
        while len(self.buf) < n:
            must(not self.eof, f'the end after {len(self.buf)} of {n} bytes')
            self.wait()

        data = bytes(self.buf[:n])
        del self.buf[:n]
        return data

    def until(self, mark):
        while mark not in self.buf:
            must(not self.eof, f'the end after {bytes(self.buf)!r}')
            self.wait()

        return self.take(self.buf.index(mark) + len(mark))

    def end(self):
        """Nothing more, and an orderly end: a reset raises."""
        while not self.eof:
            must(not self.buf, f'more came: {bytes(self.buf[:40]).hex()}')
            self.wait()

        must(not self.buf, f'more came: {bytes(self.buf[:40]).hex()}')

    def frame(self):
        """A server's frame: whole, not masked, its length minimal."""
        b0, b1 = self.take(2)

        must(b0 & 0xf0 == 0x80, f'first byte {b0:02x}')
        must(b1 & 0x80 == 0, 'a server masks')

        if b1 == 126:
            size = int.from_bytes(self.take(2), 'big')
            must(size > 125, f'{size} in two bytes')
        elif b1 == 127:
            size = int.from_bytes(self.take(8), 'big')
            must(size > 65535, f'{size} in eight bytes')
        else:
            size = b1

        must(size < 126 or b0 & 0x0f < 8, f'a control frame of {size} bytes')

        return b0 & 0x0f, self.take(size)

    def response(self):
        lines = self.until(b'\r\n\r\n').decode().split('\r\n')
        headers = {}

        for line in lines[1:-2]:
            name, value = line.split(':', 1)
            headers.setdefault(name.lower(), []).append(value.strip())

        return int(lines[0].split()[1]), headers


def request(path=None, method='GET', version='HTTP/1.1', **headers):
    """A good opening handshake; a header of None is left out."""
    fields = {'Host': 'example.com', 'Upgrade': 'websocket',
              'Connection': 'Upgrade', 'Sec-WebSocket-Key': KEY,
              'Sec-WebSocket-Version': '13'}
    fields.update({k.replace('_', '-'): v for k, v in headers.items()})

    lines = [f'{method} {path or PATH} {version}']

    for name, value in fields.items():
        values = value if isinstance(value, list) else [value]
        lines += [f'{name}: {v}' for v in values if v is not None]

    return ('\r\n'.join(lines) + '\r\n\r\n').encode()


def opened(query=''):
    peer = Peer()
    peer.send(request(PATH + query))
    status, headers = peer.response()

    must(status == 101, f'status {status}')
    must(headers['sec-websocket-accept'] == [ACCEPT], f'{headers}')

    return peer


def close_code(data):
    return int.from_bytes(data[:2], 'big') if data else None


def expect_close(peer, code):
    opcode, data = peer.frame()

    must(opcode == 8, f'{client.short([(opcode, data)])} and not a close')
    must(close_code(data) == code,
         f'close code {close_code(data)} and not {code}')

    peer.end()


def round_trips(peer, step):
    data = client.expand(step['payload'])

    for _ in range(step['roundtrips']):
        peer.send(client.frame(step['b0'], data))
        got = peer.frame()
        must(got == (step['b0'] & 0x0f, data), client.short([got]))


def run(case):
    peer = opened(case['query'])

    try:
        for piece in client.pieces(case):
            peer.send(piece)

        for step in case['send']:
            if 'roundtrips' in step:
                round_trips(peer, step)

        for want in client.wanted(case):
            got = peer.frame()
            must(got == want,
                 f'{client.short([got])} and not {client.short([want])}')

        end = case['end']

        if end['by'] == 'client':
            peer.send(client.frame(0x88, b'\x03\xe8'))
            expect_close(peer, 1000)
        else:
            expect_close(peer, end['code'])

    finally:
        peer.close()


HANDSHAKES = []


def handshake(title):
    def add(function):
        HANDSHAKES.append((title, function))
        return function
    return add


def answer(data):
    peer = Peer()
    peer.send(data)
    status, headers = peer.response()
    return peer, status, headers


def refused(want, data, **want_headers):
    peer, status, headers = answer(data)

    try:
        must(status == want, f'status {status} and not {want}')

        for name, value in want_headers.items():
            name = name.replace('_', '-')
            must(headers.get(name) == [value], f'{name}: {headers.get(name)}')

        must('sec-websocket-accept' not in headers, 'a key was accepted')
    finally:
        peer.close()


def accepted(data, protocol=None):
    peer, status, headers = answer(data)

    try:
        must(status == 101, f'status {status}')
        must([v.lower() for v in headers.get('upgrade', [])]
             == ['websocket'], f'upgrade: {headers.get("upgrade")}')
        must([v.lower() for v in headers.get('connection', [])]
             == ['upgrade'], f'connection: {headers.get("connection")}')
        must(headers.get('sec-websocket-accept') == [ACCEPT],
             f'accept: {headers.get("sec-websocket-accept")}')
        must(headers.get('sec-websocket-protocol')
             == (protocol and [protocol]),
             f'protocol: {headers.get("sec-websocket-protocol")}')
        must('sec-websocket-extensions' not in headers, 'an extension')
        must('content-length' not in headers
             and 'transfer-encoding' not in headers, f'{headers}')

        peer.send(client.frame(0x81, b'hello'))
        must(peer.frame() == (1, b'hello'), 'no echo')
    finally:
        peer.close()


def good():
    for title, headers in (
            ('as in 1.3', {}),
            ('Upgrade in other letters', {'Upgrade': 'WebSocket'}),
            ('Upgrade is a list', {'Upgrade': 'h2c, websocket'}),
            ('Connection is a list', {'Connection': 'keep-alive, upgrade'}),
            ('Connection twice', {'Connection': ['keep-alive', 'Upgrade']}),
            ('an extension offered',
             {'Sec-WebSocket-Extensions': 'permessage-deflate'}),
            ('an Origin', {'Origin': 'https://example.com'}),
            ('long headers', {'Cookie': 'a=' + 'x' * 5000})):
        yield f'4.2.1: {title}', lambda h=headers: accepted(request(**h))

    for title, offered, chosen in (
            ('the only one', 'echo', 'echo'),
            ('the first of the client that is ours',
             'chat, echo.v2, echo', 'echo.v2'),
            ('in two lines', ['chat', ' echo '], 'echo'),
            ('none that is ours', 'chat', None),
            ('the beginning of ours', 'ech', None)):
        yield f'4.2.2: subprotocol, {title}', lambda o=offered, c=chosen: \
            accepted(request(Sec_WebSocket_Protocol=o), c)


def bad():
    rows = [
        ('no Upgrade', {'Upgrade': None}),
        ('Upgrade to something else', {'Upgrade': 'h2c'}),
        ('Upgrade to something longer', {'Upgrade': 'websockets'}),
        ('no Connection', {'Connection': None}),
        ('Connection without Upgrade', {'Connection': 'keep-alive'}),
        ('no key', {'Sec-WebSocket-Key': None}),
        ('an empty key', {'Sec-WebSocket-Key': ''}),
        ('two keys', {'Sec-WebSocket-Key': [KEY, KEY]}),
        ('a key of 15 bytes', {'Sec-WebSocket-Key': 'AAAAAAAAAAAAAAAAAAAA'}),
        ('a key of 17 bytes',
         {'Sec-WebSocket-Key': 'AAAAAAAAAAAAAAAAAAAAAAA='}),
        ('a key of 18 bytes',
         {'Sec-WebSocket-Key': 'AAAAAAAAAAAAAAAAAAAAAAAA'}),
        ('a key that is not base64',
         {'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZ!=='}),
        ('a body', {'Content-Length': '5'}),
        ('a chunked body', {'Transfer-Encoding': 'chunked'}),
    ]

    for title, headers in rows:
        yield f'4.2.1: {title} is 400', \
            lambda h=headers: refused(400, request(**h))

    for version in (None, '', '0', '8', '12', '14', '013', '13, 8', 'x'):
        yield f'4.4: version {version!r} is 426, and says 13', \
            lambda v=version: refused(
                426, request(Sec_WebSocket_Version=v),
                sec_websocket_version='13', upgrade='websocket')

    for method in ('POST', 'PUT', 'HEAD', 'DELETE', 'OPTIONS'):
        yield f'4.2.1: {method} is 405', lambda m=method: refused(
            405, request(method=m, Content_Length='0'
                         if m in ('POST', 'PUT') else None), allow='GET')

    yield '4.2.1: HTTP/1.0 is 400', \
        lambda: refused(400, request(version='HTTP/1.0'))


@handshake('frames in one segment with the request')
def frames_with_request():
    peer = Peer()

    try:
        peer.send(request() + client.frame(0x01, b'one ')
                  + client.frame(0x89, b'ping') + client.frame(0x80, b'two')
                  + client.frame(0x88, b'\x03\xe8'))
        must(peer.response()[0] == 101, 'no upgrade')
        must(peer.frame() == (10, b'ping'), 'no pong')
        must(peer.frame() == (1, b'one two'), 'no echo')
        expect_close(peer, 1000)
    finally:
        peer.close()


@handshake('half a frame in one segment with the request')
def half_a_frame_with_request():
    data = client.frame(0x82, b'x' * 300)
    peer = Peer()

    try:
        peer.send(request() + data[:3])
        must(peer.response()[0] == 101, 'no upgrade')
        peer.send(data[3:100])
        peer.send(data[100:])
        must(peer.frame() == (2, b'x' * 300), 'no echo')
    finally:
        peer.close()


@handshake('a request by single bytes, a frame behind it')
def request_by_bytes():
    peer = Peer()

    try:
        for byte in request() + client.frame(0x81, b'hello'):
            peer.send(bytes([byte]))

        must(peer.response()[0] == 101, 'no upgrade')
        must(peer.frame() == (1, b'hello'), 'no echo')
    finally:
        peer.close()


@handshake('after a request that was kept alive')
def after_keepalive():
    peer = Peer()

    try:
        peer.send(b'GET /absent HTTP/1.1\r\nHost: example.com\r\n\r\n')
        status, headers = peer.response()
        peer.take(int(headers['content-length'][0]))
        must(status == 404, f'status {status}')

        peer.send(request())
        must(peer.response()[0] == 101, 'no upgrade')
        peer.send(client.frame(0x81, b'hello'))
        must(peer.frame() == (1, b'hello'), 'no echo')
    finally:
        peer.close()


def attempt(title, function):
    try:
        function()
    except (AssertionError, OSError, LookupError, ValueError) as error:
        client.result(title, client.reason(error))
    else:
        client.result(title)


def main():
    global HOST, PORT, PATH

    with open(sys.argv[1], encoding='ascii') as file:
        cases = json.load(file)

    HOST, PORT, PATH = sys.argv[2], int(sys.argv[3]), sys.argv[4]

    for title, function in [*good(), *bad(), *HANDSHAKES]:
        attempt(f'handshake, {title}', function)

    for case in cases:
        attempt(f'{case["id"]} {case["title"]}', lambda c=case: run(c))

    client.done()


main()
