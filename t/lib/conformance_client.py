"""
What the Python clients of the conformance cases share: steps of a case to
bytes, and one line of result for each case.
"""

import os
import struct

TEXT, BINARY, PONG = 1, 2, 10


def expand(payload):
    """The bytes of a payload: hex, or [hex, length] repeated."""
    if isinstance(payload, str):
        return bytes.fromhex(payload)

    unit = bytes.fromhex(payload[0])
    return (unit * (payload[1] // len(unit) + 1))[:payload[1]]


def masked(data, key):
    n = len(data)
    keys = (key * (n // 4 + 1))[:n]
    return (int.from_bytes(data, 'little')
            ^ int.from_bytes(keys, 'little')).to_bytes(n, 'little')


def frame(b0, data, form=None, mask=True, cut=None):
    """A client's frame; `cut` is how much of the payload is sent."""
    n = len(data)
    form = form or (1 if n < 126 else 126 if n < 65536 else 127)
    bit = 0x80 if mask else 0

    head = bytes([b0, bit | (n if form == 1 else form)])

    if form == 126:
        head += struct.pack('>H', n)
    elif form == 127:
        head += struct.pack('>Q', n)

    if not mask:
        return head + data

    key = os.urandom(4)
    return head + key + masked(data, key)[:n if cut is None else cut]


def fragments(b0, data, size):
    for at in range(0, len(data), size):
        last = 0x80 if at + size >= len(data) else 0
        yield frame(last | (b0 if at == 0 else 0), data[at:at + size])


def frames(step):
    """The frames of a step, but for round trips."""
    if 'hex' in step:
        return [bytes.fromhex(step['hex'])]

    data = expand(step['payload'])

    if 'fragments' in step:
        return list(fragments(step['b0'], data, step['fragments']))

    return [frame(step['b0'], data, step.get('form'),
                  step.get('mask', True), step.get('cut'))]


def pieces(case):
    """What is sent of a case, in the pieces that it is sent in."""
    sent = [f for step in case['send'] if 'roundtrips' not in step
            for f in frames(step)]

    if case['chop'] == 'frame':
        return sent

    whole = b''.join(sent)
    size = case['chop'] or len(whole) or 1

    return [whole[at:at + size] for at in range(0, len(whole), size)]


def wanted(case):
    return [(opcode, expand(payload)) for opcode, payload in case['expect']]


def short(items):
    def one(item):
        opcode, data = item
        text = data[:24].hex() + ('..' if len(data) > 24 else '')
        return f'{opcode}:{text}({len(data)})'

    return '[' + ' '.join(one(i) for i in items[:8]) \
        + (' ..' if len(items) > 8 else '') + ']'


def must(condition, why):
    if not condition:
        raise AssertionError(why)


def result(title, why=None):
    """One line for the test that has started this client."""
    line = f'ok\t{title}' if why is None else f'not ok\t{title}\t{why}'
    print(line.replace('\n', ' '), flush=True)


def reason(error):
    return f'{type(error).__name__}: {error}'


def done():
    """Without this line a client that died looks like one that passed."""
    print('done', flush=True)
