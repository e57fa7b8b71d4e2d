"""
The cases of WebSocket conformance, for an echo server: what is sent, what
must come back, and how it ends.  Printed as JSON, so that clients in any
language can walk the same list.

Ids of sections 1 to 10 are those of the public Autobahn suite (247 cases of
behaviour, 54 of size and speed), whose published descriptions this list
follows; section 20 goes on with what RFC 6455 says besides.

    id, title
    query     arguments of the echo's address
    chop      bytes sent at a time; 0: all in one; "frame": a frame at a time
    send      frames: {b0, payload, form?, mask?, cut?}, {hex}, or
              {roundtrips, b0, payload}: each is sent when the last came back
    expect    [opcode, payload] in order
    end       {by: client} the client closes with 1000 after all has come
              {by: sent, code} the close frame is among the frames sent
              {by: server, code} the server must fail the connection

A payload is a hex string, or [hex, bytes]: that, repeated to this length.
"""

import json

from conformance_client import BINARY, PONG, TEXT

CLIENT = {'by': 'client'}

KOSME = 'cebae1bdb9cf83cebcceb5'


def sent(code):
    return {'by': 'sent', 'code': code}


def server(code):
    return {'by': 'server', 'code': code}


def h(value):
    return (value.encode() if isinstance(value, str) else value).hex()


def frame(b0, payload='', **more):
    return {'b0': b0, 'payload': payload, **more}


def close(code=None, reason=b''):
    payload = b'' if code is None else code.to_bytes(2, 'big') + reason
    return frame(0x88, payload.hex())


CASES = []


def case(id, title, send, expect, end=CLIENT, chop=0, query=''):
    CASES.append({'id': id, 'title': title, 'send': send, 'expect': expect,
                  'end': end, 'chop': chop, 'query': query})


def section_1():
    """Messages of every length form."""
    sizes = [(0, 0), (125, 0), (126, 0), (127, 0), (128, 0), (65535, 0),
             (65536, 0), (65536, 997)]

    for part, opcode, name, unit in ((1, TEXT, 'text', '2a'),
                                     (2, BINARY, 'binary', 'fe')):
        for n, (size, chop) in enumerate(sizes, 1):
            case(f'1.{part}.{n}',
                 f'{name} of {size} bytes' + (f' in chops of {chop}'
                                              if chop else ''),
                 [frame(0x80 | opcode, [unit, size])],
                 [[opcode, [unit, size]]], chop=chop)


def section_2():
    """Pings and pongs."""
    def echo(n, title, payload, chop=0):
        case(f'2.{n}', title, [frame(0x89, payload)], [[PONG, payload]],
             chop=chop)

    echo(1, 'ping without payload', '')
    echo(2, 'ping with text', h('Hello, world!'))
    echo(3, 'ping with bytes that are no text', '00fffefdfcfb00ff')
    echo(4, 'ping of 125 bytes', ['fe', 125])
    case('2.5', 'ping of 126 bytes fails', [frame(0x89, ['fe', 126])], [],
         server(1002))
    echo(6, 'ping of 125 bytes in single bytes', ['fe', 125], chop=1)
    case('2.7', 'a pong not asked for', [frame(0x8a)], [])
    case('2.8', 'a pong not asked for, with payload',
         [frame(0x8a, h('unsolicited'))], [])
    case('2.9', 'a pong not asked for, then a ping',
         [frame(0x8a, h('unsolicited')), frame(0x89, h('ping'))],
         [[PONG, h('ping')]])

    ten = [h(f'payload-{i}') for i in range(10)]

    for n, chop, how in ((10, 0, ''), (11, 1, ' in single bytes')):
        case(f'2.{n}', f'ten pings{how}', [frame(0x89, p) for p in ten],
             [[PONG, p] for p in ten], chop=chop)


def section_3():
    """Reserved bits."""
    small = h('Hello, world!')
    echo = [[TEXT, small]]

    case('3.1', 'reserved bit 3 in a text', [frame(0x81 | 0x10, small)], [],
         server(1002))

    for n, bits, chop in ((2, 2, 0), (3, 3, 'frame'), (4, 4, 1)):
        case(f'3.{n}', f'a good text, then reserved bits {bits}, then a ping,'
             f' sent by {chop or "all"}',
             [frame(0x81, small), frame(0x81 | bits << 4, small),
              frame(0x89)], echo, server(1002), chop=chop)

    case('3.5', 'reserved bits 5 in a binary',
         [frame(0x82 | 0x50, ['ff', 8])], [], server(1002))
    case('3.6', 'reserved bits 6 in a ping',
         [frame(0x89 | 0x60, small)], [], server(1002))
    case('3.7', 'reserved bits 7 in a close',
         [frame(0x88 | 0x70, '03e8')], [], server(1002))


def section_4():
    """Reserved opcodes."""
    small = h('Hello, world!')

    for part, first, kind in ((1, 3, 'data'), (2, 11, 'control')):
        for n in range(1, 6):
            opcode = first + n - 1
            bad = frame(0x80 | opcode, small if n in (2, 4) else '')

            if n < 3:
                case(f'4.{part}.{n}', f'reserved {kind} opcode {opcode}',
                     [bad], [], server(1002))
                continue

            case(f'4.{part}.{n}',
                 f'a good text, reserved {kind} opcode {opcode}, a ping',
                 [frame(0x81, small), bad, frame(0x89)], [[TEXT, small]],
                 server(1002), chop=1 if n == 5 else 0)


def section_5():
    """Fragments."""
    one, two = h('fragment1'), h('fragment2')
    both = one + two
    ping = h('ping payload')
    chops = (0, 'frame', 1)
    how = {0: 'all at once', 'frame': 'frame by frame', 1: 'by single bytes'}

    case('5.1', 'a ping in two fragments',
         [frame(0x09, one), frame(0x80, two)], [], server(1002))
    case('5.2', 'a pong in two fragments',
         [frame(0x0a, one), frame(0x80, two)], [], server(1002))

    for i, chop in enumerate(chops):
        case(f'5.{3 + i}', f'a text in two fragments, {how[chop]}',
             [frame(0x01, one), frame(0x80, two)], [[TEXT, both]], chop=chop)

    for i, chop in enumerate(chops):
        case(f'5.{6 + i}', f'a ping between two fragments, {how[chop]}',
             [frame(0x01, one), frame(0x89, ping), frame(0x80, two)],
             [[PONG, ping], [TEXT, both]], chop=chop)

    for first, fin in ((9, 0x80), (12, 0x00)):
        for i, chop in enumerate(chops):
            case(f'5.{first + i}', 'a continuation of nothing, '
                 f'{"last" if fin else "not last"}, {how[chop]}',
                 [frame(fin, h('nothing')), frame(0x81, both)], [],
                 server(1002), chop=chop)

    case('5.15', 'a text in two fragments, then a continuation of nothing',
         [frame(0x01, one), frame(0x80, two), frame(0x00, one),
          frame(0x81, two)], [[TEXT, both]], server(1002))
    case('5.16', 'continuations without a beginning, not last',
         [frame(0x00, one), frame(0x80, two), frame(0x00, one),
          frame(0x80, two)], [], server(1002))
    case('5.17', 'continuations without a beginning, last',
         [frame(0x80, one), frame(0x81, two), frame(0x80, one),
          frame(0x81, two)], [], server(1002))
    case('5.18', 'a second text inside a message',
         [frame(0x01, one), frame(0x81, two)], [], server(1002))

    five = [h(f'fragment{i}') for i in range(1, 6)]

    for n, chop in ((19, 0), (20, 'frame')):
        case(f'5.{n}', f'five fragments with pings between, {how[chop]}',
             [frame(0x01, five[0]), frame(0x00, five[1]),
              frame(0x89, h('pongme 1!')), frame(0x00, five[2]),
              frame(0x00, five[3]), frame(0x89, h('pongme 2!')),
              frame(0x80, five[4])],
             [[PONG, h('pongme 1!')], [PONG, h('pongme 2!')],
              [TEXT, ''.join(five)]], chop=chop)


# After Markus Kuhn's UTF-8 decoder stress test; (valid, bytes in hex).

UTF8 = [
    ('valid text', [
        (1, h('hello$world')), (1, h('hello¢world')), (1, h('hello€world')),
        (1, h('hello𤭢world')), (1, KOSME)]),
    ('prefixes of valid text', [
        (n in (2, 5, 7, 9, 11), KOSME[:2 * n]) for n in range(1, 12)]),
    ('first of each length', [
        (1, '00'), (1, 'c280'), (1, 'e0a080'), (1, 'f0908080')]),
    ('first of five and six bytes', [(0, 'f888808080'), (0, 'fc8480808080')]),
    ('last of each length', [
        (1, '7f'), (1, 'dfbf'), (1, 'efbfbf'), (1, 'f48fbfbf')]),
    ('last of four, five and six bytes', [
        (0, 'f7bfbfbf'), (0, 'fbbfbfbfbf'), (0, 'fdbfbfbfbfbf')]),
    ('other borders', [
        (1, 'ed9fbf'), (1, 'ee8080'), (1, 'efbfbd'), (1, 'f48fbfbf'),
        (0, 'f4908080')]),
    ('continuation bytes alone', [
        (0, '80'), (0, 'bf'), (0, '80bf'), (0, '80bf80'), (0, '80bf80bf'),
        (0, '80bf80bf80'), (0, '80bf80bf80bf'),
        (0, bytes(range(0x80, 0xbf)).hex())]),
    ('first bytes alone', [
        (0, ''.join(f'{b:02x}20' for b in range(first, last)))
        for first, last in ((0xc0, 0xdf), (0xe0, 0xef), (0xf0, 0xf7),
                            (0xf8, 0xfb), (0xfc, 0xfd))]),
    ('the last byte missing', [
        (0, s) for s in ('c0', 'e080', 'f08080', 'f8808080', 'fc80808080',
                         'df', 'efbf', 'f7bfbf', 'fbbfbfbf', 'fdbfbfbfbf')]),
    ('many with the last byte missing', [
        (0, 'c0e080f08080f8808080fc80808080dfefbff7bfbffbbfbfbffdbfbfbfbf')]),
    ('impossible bytes', [(0, 'fe'), (0, 'ff'), (0, 'fefeffff')]),
    ('ASCII too long', [
        (0, s) for s in ('c0af', 'e080af', 'f08080af', 'f8808080af',
                         'fc80808080af')]),
    ('the largest that are too long', [
        (0, s) for s in ('c1bf', 'e09fbf', 'f08fbfbf', 'f887bfbfbf',
                         'fc83bfbfbfbf')]),
    ('NUL too long', [
        (0, s) for s in ('c080', 'e08080', 'f0808080', 'f880808080',
                         'fc8080808080')]),
    ('single surrogates', [
        (0, s) for s in ('eda080', 'edadbf', 'edae80', 'edafbf', 'edb080',
                         'edbe80', 'edbfbf')]),
    ('paired surrogates', [
        (0, s + t) for s in ('eda080', 'edadbf', 'edae80', 'edafbf')
        for t in ('edb080', 'edbfbf')]),
    ('code points that are no characters', [
        (1, 'efbfbe'), (1, 'efbfbf')] + [
        (1, chr(plane << 16 | low).encode().hex())
        for top in range(0x1, 0x11) for plane in (top,)
        for low in (0xfffe, 0xffff)]),
    ('specials', [
        (1, s) for s in ('efbfb9', 'efbfba', 'efbfbb', 'efbfbc', 'efbfbd',
                         'efbfbe', 'efbfbf')]),
]


def section_6():
    """UTF-8."""
    good = KOSME + 'c3a5c3a4c3b6'
    bad = KOSME + 'eda080' + '656469746564'

    case('6.1.1', 'a text of no bytes', [frame(0x81)], [[TEXT, '']])
    case('6.1.2', 'a text of three empty fragments',
         [frame(0x01), frame(0x00), frame(0x80)], [[TEXT, '']])
    case('6.1.3', 'a text whose first and last fragments are empty',
         [frame(0x01), frame(0x00, h('middle')), frame(0x80)],
         [[TEXT, h('middle')]])

    case('6.2.1', 'valid in one frame', [frame(0x81, good)], [[TEXT, good]])
    case('6.2.2', 'valid, cut between characters',
         [frame(0x01, KOSME), frame(0x80, 'c3a5c3a4c3b6')], [[TEXT, good]])

    for n, whole in ((3, good), (4, KOSME)):
        octets = [whole[i:i + 2] for i in range(0, len(whole), 2)]
        case(f'6.2.{n}', f'valid, {len(octets)} fragments of one byte',
             [frame(0x01, octets[0])] + [frame(0, o) for o in octets[1:-1]]
             + [frame(0x80, octets[-1])], [[TEXT, whole]])

    octets = [bad[i:i + 2] for i in range(0, len(bad), 2)]
    case('6.3.1', 'invalid in one frame', [frame(0x81, bad)], [],
         server(1007))
    case('6.3.2', 'invalid, in fragments of one byte',
         [frame(0x01, octets[0])] + [frame(0, o) for o in octets[1:-1]]
         + [frame(0x80, octets[-1])], [], server(1007))

    # What would make it whole is never sent: the failure cannot wait for it.

    case('6.4.1', 'fails fast: the second fragment is bad, no last one comes',
         [frame(0x01, KOSME), frame(0x00, 'f4908080')], [], server(1007),
         chop='frame')
    case('6.4.2', 'fails fast: at the byte that leaves no way out',
         [frame(0x01, KOSME + 'f4'), frame(0x00, '90')], [], server(1007),
         chop='frame')
    case('6.4.3', 'fails fast: inside a frame, the rest of it never comes',
         [frame(0x81, KOSME + 'f4908080' + '656469746564', cut=15)], [],
         server(1007), chop='frame')
    case('6.4.4', 'fails fast: inside a frame, by single bytes',
         [frame(0x81, KOSME + 'f4908080' + '656469746564', cut=13)], [],
         server(1007), chop=1)

    for i, (title, rows) in enumerate(UTF8, 5):
        for j, (valid, payload) in enumerate(rows, 1):
            case(f'6.{i}.{j}', f'{title}: {payload[:32]}',
                 [frame(0x81, payload)],
                 [[TEXT, payload]] if valid else [],
                 CLIENT if valid else server(1007))


def section_7():
    """Closing."""
    hello = h('Hello World!')
    big = ['2a', 262144]

    case('7.1.1', 'a message, then a close',
         [frame(0x81, hello), close(1000)], [[TEXT, hello]], sent(1000))
    case('7.1.2', 'two closes', [close(1000), close(1000)], [], sent(1000))
    case('7.1.3', 'a ping after the close', [close(1000), frame(0x89)], [],
         sent(1000))
    case('7.1.4', 'a message after the close',
         [close(1000), frame(0x81, hello)], [], sent(1000))
    case('7.1.5', 'a close inside a message',
         [frame(0x01, h('first')), close(1000), frame(0x80, h('second'))],
         [], sent(1000))
    case('7.1.6', '256 KiB, a small message, a close, a ping',
         [frame(0x81, big), frame(0x81, hello), close(1000), frame(0x89)],
         [[TEXT, big], [TEXT, hello]], sent(1000))

    case('7.3.1', 'an empty close', [close()], [], sent(None))
    case('7.3.2', 'a close of one byte', [frame(0x88, '03')], [],
         server(1002))
    case('7.3.3', 'a close with a code', [close(1000)], [], sent(1000))
    case('7.3.4', 'a close with a reason', [close(1000, b'Hello World!')],
         [], sent(1000))
    case('7.3.5', 'a close with the longest reason',
         [close(1000, b'*' * 123)], [], sent(1000))
    case('7.3.6', 'a close that is one byte too long',
         [close(1000, b'*' * 124)], [], server(1002))
    case('7.5.1', 'a reason that is no UTF-8',
         [close(1000, bytes.fromhex(KOSME + 'eda080'))], [], server(1007))

    for n, code in enumerate((1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010,
                              1011, 3000, 3999, 4000, 4999), 1):
        case(f'7.7.{n}', f'the valid code {code}', [close(code)], [],
             sent(code))

    for n, code in enumerate((0, 999, 1004, 1005, 1006, 1016, 1100, 2000,
                              2999), 1):
        case(f'7.9.{n}', f'the invalid code {code}', [close(code)], [],
             server(1002))

    for n, code in enumerate((5000, 65535), 1):
        case(f'7.13.{n}', f'the code {code} beyond all ranges',
             [close(code)], [], server(1002))


def section_9():
    """Sizes and speed."""
    kib, mib = 1024, 1024 * 1024

    for part, opcode, name, unit in ((1, TEXT, 'text', '2a'),
                                     (2, BINARY, 'binary', 'fe')):
        for n, size in enumerate((64 * kib, 256 * kib, mib, 4 * mib, 8 * mib,
                                  16 * mib), 1):
            case(f'9.{part}.{n}', f'{name} of {size} bytes',
                 [frame(0x80 | opcode, [unit, size])],
                 [[opcode, [unit, size]]])

        for n, size in enumerate((64, 256, kib, 4 * kib, 16 * kib, 64 * kib,
                                  256 * kib, mib, 4 * mib), 1):
            case(f'9.{part + 2}.{n}', f'{name} of 4 MiB in fragments of '
                 f'{size}',
                 [{'fragments': size, 'b0': opcode,
                   'payload': [unit, 4 * mib]}],
                 [[opcode, [unit, 4 * mib]]])

        for n, chop in enumerate((64, 128, 256, 512, 1024, 2048), 1):
            case(f'9.{part + 4}.{n}', f'{name} of 1 MiB in chops of {chop}',
                 [frame(0x80 | opcode, [unit, mib])],
                 [[opcode, [unit, mib]]], chop=chop)

        for n, size in enumerate((0, 16, 64, 256, 1024, 4096), 1):
            case(f'9.{part + 6}.{n}', f'1000 times {name} of {size} bytes and '
                 'back',
                 [{'roundtrips': 1000, 'b0': 0x80 | opcode,
                   'payload': [unit, size]}], [])


def section_10():
    case('10.1.1', 'a text of 64 KiB in fragments of 1300',
         [{'fragments': 1300, 'b0': 0x01, 'payload': ['2a', 65536]}],
         [[TEXT, ['2a', 65536]]])


def section_20():
    """What RFC 6455 says besides."""
    n = iter(range(1, 1000))

    def more(title, *args, **opt):
        case(f'20.{next(n)}', title, *args, **opt)

    for opcode in range(16):
        end = CLIENT if opcode in (1, 2, 9, 10) else \
            sent(None) if opcode == 8 else server(1002)
        echo = [[{9: PONG}.get(opcode, opcode), '']] \
            if opcode in (1, 2, 9) else []
        more(f'5.2: opcode {opcode}, FIN', [frame(0x80 | opcode)], echo, end)

        if opcode not in (1, 2):
            more(f'5.2: opcode {opcode}, no FIN',
                 [frame(opcode)], [], server(1002))

    for bits in range(1, 8):
        for opcode in (1, 2, 8, 9, 10):
            more(f'5.2: reserved bits {bits}, opcode {opcode}',
                 [frame(0x80 | bits << 4 | opcode)], [], server(1002))

        more(f'5.2: reserved bits {bits} in a continuation',
             [frame(0x01, h('a')), frame(0x80 | bits << 4, h('b'))], [],
             server(1002))

    for opcode in (1, 2, 8, 9, 10):
        more(f'5.1: opcode {opcode} not masked',
             [frame(0x80 | opcode, '', mask=False)], [], server(1002))

    more('5.1: a continuation not masked',
         [frame(0x01, h('a')), frame(0x80, h('b'), mask=False)], [],
         server(1002))

    for size, form in ((0, 126), (125, 126), (0, 127), (125, 127),
                       (126, 127), (65535, 127)):
        more(f'5.2: {size} bytes in the form {form}, longer than need be',
             [frame(0x82, ['fe', size], form=form)], [], server(1002))

    for b0 in (0x88, 0x89, 0x8a):
        for form, length in (('7e', '0005'), ('7f', '0000000000000005')):
            more(f'5.5: control {b0:x} with the length form {form}',
                 [{'hex': f'{b0:02x}{int(form, 16) | 0x80:02x}{length}'
                          '00000000' + '00' * 5}], [], server(1002))

    more('5.2: the top bit of a 64 bit length',
         [{'hex': '82ff8000000000000000'}], [], server(1002))
    more('5.2: all bits of a 64 bit length',
         [{'hex': '82ffffffffffffffffff'}], [], server(1002))

    for bad in ('8300', '9100', 'c100', '09', '08', '80', '00', 'f100'):
        more(f'fails at the first byte that is wrong: {bad[:2]} alone',
             [{'hex': bad[:2]}], [], server(1002))

    limit = '?message_max=1000'

    more('limit: a frame of the largest size', [frame(0x82, ['fe', 1000])],
         [[BINARY, ['fe', 1000]]], query=limit)
    more('limit: one byte more', [frame(0x82, ['fe', 1001])], [],
         server(1009), query=limit)
    more('limit: said at the head, before any payload',
         [frame(0x82, ['fe', 1001], cut=0)], [], server(1009), query=limit)
    more('limit: a length that nobody can send',
         [{'hex': '82ff7fffffffffffffff'}], [], server(1009), query=limit)
    more('limit: fragments of the largest sum',
         [frame(0x02, ['fe', 600]), frame(0x80, ['fe', 400])],
         [[BINARY, ['fe', 1000]]], query=limit)
    more('limit: the sum of fragments is one more',
         [frame(0x02, ['fe', 600]), frame(0x80, ['fe', 401])], [],
         server(1009), query=limit)
    more('limit: it counts anew for each message',
         [frame(0x82, ['fe', 1000]), frame(0x82, ['fd', 1000])],
         [[BINARY, ['fe', 1000]], [BINARY, ['fd', 1000]]], query=limit)
    more('limit: 16 MiB and a byte', [frame(0x82, ['fe', 16777217], cut=9)],
         [], server(1009))

    only = '?text_only=1'

    more('text only: a text', [frame(0x81, h('a'))], [[TEXT, h('a')]],
         query=only)
    more('text only: a binary', [frame(0x82, '00')], [], server(1003),
         query=only)
    more('text only: the first fragment of a binary',
         [frame(0x02, '00')], [], server(1003), query=only)

    for code in (1012, 1013, 1014):
        more(f'7.4: the registered code {code}', [close(code)], [],
             sent(code))

    for code in (1, 998, 1015, 1017, 1099, 1500, 5001, 9999, 32768):
        more(f'7.4: the invalid code {code}', [close(code)], [],
             server(1002))

    more('7.4: a reason in UTF-8', [close(1000, 'hejdå €'.encode())], [],
         sent(1000))
    more('7.4: a reason that ends inside a character',
         [close(1000, b'\xe2\x82')], [], server(1007))

    words = [h(f'message number {i}') for i in range(1000)]
    more('a thousand messages in one segment',
         [frame(0x81, w) for w in words], [[TEXT, w] for w in words])
    more('a thousand messages by chops of 7',
         [frame(0x81, w) for w in words], [[TEXT, w] for w in words], chop=7)
    more('all kinds of frame by single bytes',
         [frame(0x01, h('a' * 200)), frame(0x89, h('p' * 100)),
          frame(0x00, ['62', 300]), frame(0x8a), frame(0x80),
          frame(0x82, ['00', 1000]), frame(0x89)],
         [[PONG, h('p' * 100)], [TEXT, h('a' * 200 + 'b' * 300)],
          [BINARY, ['00', 1000]], [PONG, '']], chop=1)
    more('controls between all fragments, half a character in each',
         [frame(0x01, 'f0'), frame(0x89, '01'), frame(0x00, '9f'),
          frame(0x89, '02'), frame(0x00, '98'), frame(0x8a),
          frame(0x80, '80')],
         [[PONG, '01'], [PONG, '02'], [TEXT, 'f09f9880']])
    more('data after a failure is not looked at',
         [frame(0x83), frame(0x81, h('late')), close(1000)], [],
         server(1002))
    more('16 KiB after the close are read, and not answered',
         [close(1000)] + [frame(0x82, ['fe', 1024])] * 16, [], sent(1000))


section_1()
section_2()
section_3()
section_4()
section_5()
section_6()
section_7()
section_9()
section_10()
section_20()


if __name__ == '__main__':
    print(json.dumps(CASES))
