"""
The conformance cases through the Python library websockets: it opens the
connection and judges every frame that the server sends.  The frames of a
case go out as they are, right or wrong; then all that its API can send.

    conformance_websockets.py CASES.json URL
"""

import asyncio
import json
import ssl
import sys

import websockets
from websockets.exceptions import ConnectionClosed, WebSocketException

import conformance_client as client
from conformance_client import BINARY, PONG, TEXT, must

LIMIT = 30          # seconds for a case

ERRORS = (AssertionError, OSError, ValueError, asyncio.TimeoutError,
          WebSocketException)


def connect(url, **options):
    if url.startswith('wss:'):
        options['ssl'] = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        options['ssl'].check_hostname = False
        options['ssl'].verify_mode = ssl.CERT_NONE

    return websockets.connect(url, max_size=None, max_queue=None,
                              ping_interval=None, compression=None,
                              close_timeout=LIMIT, **options)


def as_frame(message):
    return (TEXT, message.encode()) if isinstance(message, str) \
        else (BINARY, message)


async def expect(ws, want):
    got = as_frame(await ws.recv())
    must(got == want, f'{client.short([got])} and not {client.short([want])}')


async def run(url, case):
    ws = await connect(url + case['query'])

    try:
        for piece in client.pieces(case):
            ws.transport.write(piece)

        for step in case['send']:
            if 'roundtrips' in step:
                data = client.expand(step['payload'])
                text = data.decode() if step['b0'] == 0x81 else data

                for _ in range(step['roundtrips']):
                    await ws.send(text)
                    await expect(ws, (step['b0'] & 0x0f, data))

        # a pong to a ping that the library has not sent is not shown by it

        for want in client.wanted(case):
            if want[0] != PONG:
                await expect(ws, want)

        end = case['end']

        if end['by'] == 'client':
            await ws.close(1000)
            code = 1000
        else:
            code = end['code'] or 1005

        try:
            message = await ws.recv()
        except ConnectionClosed:
            pass
        else:
            raise AssertionError(f'more: {client.short([as_frame(message)])}')

        await ws.wait_closed()
        must(ws.close_code == code,
             f'close code {ws.close_code} and not {code}')

    finally:
        ws.transport.abort()


async def api_messages(url):
    async with connect(url) as ws:
        for size in (0, 1, 125, 126, 127, 65535, 65536, 1 << 20, 16 << 20):
            await ws.send('x' * size)
            must(await ws.recv() == 'x' * size, f'text of {size}')
            await ws.send(b'\xff' * size)
            must(await ws.recv() == b'\xff' * size, f'binary of {size}')

    must(ws.close_code == 1000, f'close code {ws.close_code}')


async def api_fragments(url):
    async with connect(url) as ws:
        await ws.send(['å', '', 'ä' * 70000, 'ö'])
        must(await ws.recv() == 'å' + 'ä' * 70000 + 'ö', 'text')

        async def parts():
            for i in range(300):
                yield bytes([i & 255]) * i

        await ws.send(parts())
        must(await ws.recv() == b''.join(bytes([i & 255]) * i
                                         for i in range(300)), 'binary')


async def api_pings(url):
    async with connect(url) as ws:
        for size in (0, 1, 124, 125):
            pong = await ws.ping(b'p' * size)
            await asyncio.wait_for(pong, LIMIT)

        pongs = [await ws.ping() for _ in range(100)]
        await asyncio.wait_for(asyncio.gather(*pongs), LIMIT)

        await ws.pong(b'not asked for')
        await ws.send('still here')
        must(await ws.recv() == 'still here', 'a message after pongs')


async def api_pings_inside_a_message(url):
    async with connect(url) as ws:
        pongs = []

        async def parts():
            for i in range(20):
                yield f'part {i},'
                pongs.append(await ws.ping())

        await ws.send(parts())
        await asyncio.wait_for(asyncio.gather(*pongs), LIMIT)
        must(await ws.recv() == ''.join(f'part {i},' for i in range(20)),
             'text')


async def api_close_codes(url):
    for code in (1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012,
                 1013, 1014, 3000, 3999, 4000, 4999):
        ws = await connect(url)
        await ws.close(code, reason='hejdå')
        must(ws.close_code == code, f'{code} came back as {ws.close_code}')


async def api_subprotocols(url):
    async with connect(url, subprotocols=['chat', 'echo']) as ws:
        must(ws.subprotocol == 'echo', f'{ws.subprotocol}')

    async with connect(url, subprotocols=['chat']) as ws:
        must(ws.subprotocol is None, f'{ws.subprotocol}')


async def api_many_at_once(url):
    async def one(i):
        async with connect(url) as ws:
            for n in range(100):
                await ws.send(f'{i} {n}')

            for n in range(100):
                must(await ws.recv() == f'{i} {n}', f'{i} {n}')

    await asyncio.gather(*(one(i) for i in range(50)))


async def api_no_reading(url):
    """More than any buffer holds is sent before anything is read."""
    async def one(i):
        async with connect(url) as ws:
            data = [bytes([i, n]) * 32768 for n in range(128)]
            send = asyncio.gather(*(ws.send(d) for d in data))

            for d in data:
                must(await ws.recv() == d, f'binary of {i}')

            await send

    await asyncio.gather(*(one(i) for i in range(8)))


async def attempt(title, work):
    try:
        await asyncio.wait_for(work, LIMIT)
    except ERRORS as error:
        client.result(title, client.reason(error))
    else:
        client.result(title)


async def main():
    with open(sys.argv[1], encoding='ascii') as file:
        cases = json.load(file)

    url = sys.argv[2]

    for name, function in list(globals().items()):
        if name.startswith('api_'):
            await attempt('API, ' + name[4:].replace('_', ' '),
                          function(url))

    for case in cases:
        await attempt(f'{case["id"]} {case["title"]}', run(url, case))

    client.done()


asyncio.run(main())
