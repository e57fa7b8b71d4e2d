package Kundo::Frames;

# A WebSocket by hand: bytes in and out, and nothing answered by itself.  For
# tests of what a library would not do: be silent, not read, not close.

use Mojo::Base -base, -signatures;

use IO::Select;
use IO::Socket::INET;
use Socket qw(IPPROTO_TCP SO_RCVBUF SOL_SOCKET TCP_NODELAY);
use Time::HiRes ();

use Kundo::Test ();

use constant { TEXT => 1, BINARY => 2, CLOSE => 8, PING => 9, PONG => 10 };

has 'sock';
has 'worker';               # X-Worker of the answer
has buf => '';
has eof => 0;
has reset => 0;             # it did not end in order


# Connects and upgrades; `rcvbuf` makes a small window.

sub open ($class, $port, $path, %opt) {
    my $sock = IO::Socket::INET->new(Proto => 'tcp', Type => SOCK_STREAM)
        or die "socket: $!";

    $sock->setsockopt(SOL_SOCKET, SO_RCVBUF, $opt{rcvbuf}) if $opt{rcvbuf};
    $sock->connect(Socket::pack_sockaddr_in($port,
        Socket::inet_aton('127.0.0.1'))) or die "connect: $!";
    $sock->setsockopt(IPPROTO_TCP, TCP_NODELAY, 1);
    $sock->blocking(0);

    my $self = $class->new(sock => $sock);

    $self->send("GET $path HTTP/1.1\r\nHost: localhost\r\n"
        . "Upgrade: websocket\r\nConnection: Upgrade\r\n"
        . "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
        . "Sec-WebSocket-Version: 13\r\n\r\n");

    my $head = $self->take(sub { /\r\n\r\n/ ? $+[0] : 0 });

    $head =~ m{^HTTP/1\.1 101 } or die "no upgrade:\n$head";
    $self->worker($head =~ /^X-Worker: (\d+)/mi ? $1 : 0);

    return $self;
}


# Waits for what is to be read; 0 when there was nothing for so long.

sub wait ($self, $timeout = $Kundo::Test::TIMEOUT) {
    return 1 if $self->eof;

    IO::Select->new($self->sock)->can_read($timeout) or return 0;

    my $n = sysread $self->sock, my $bytes, 1 << 20;

    $self->reset(1) if !defined $n && $!{ECONNRESET};
    $self->eof(1)   if !$n && !$!{EAGAIN};
    $self->buf($self->buf . $bytes) if $n;

    return 1;
}


# As many bytes as the code says of the buffer in $_; dies at the end.

sub take ($self, $code) {
    for (;;) {
        my $n = do { local $_ = $self->buf; $code->() };

        if ($n) {
            my $bytes = substr $self->{buf}, 0, $n, '';
            return $bytes;
        }

        die "the end of the connection\n" if $self->eof;
        $self->wait or die "nothing came\n";
    }
}


# Writes all, or as much as goes within the time; the bytes written.

sub send ($self, $bytes, $timeout = $Kundo::Test::TIMEOUT) {
    my $select = IO::Select->new($self->sock);
    my $sent   = 0;

    while ($sent < length $bytes) {
        $select->can_write($timeout) or last;

        my $n = syswrite $self->sock, $bytes, length($bytes) - $sent, $sent;

        last if !defined $n && !$!{EAGAIN};
        $sent += $n // 0;
    }

    return $sent;
}


sub frame ($opcode, $payload = '') {
    my $len = length $payload;

    return pack('CC', 0x80 | $opcode, 0x80 | $len) . "\0\0\0\0$payload"
        if $len < 126;

    return pack('CCn', 0x80 | $opcode, 0xfe, $len) . "\0\0\0\0$payload"
        if $len < 65536;

    return pack('CCQ>', 0x80 | $opcode, 0xff, $len) . "\0\0\0\0$payload";
}


sub send_frame ($self, @frame) { return $self->send(frame(@frame)) }


# The next frame: opcode and payload.

sub next ($self) {
    my $head = 0;

    my $bytes = $self->take(sub {
        return 0 if length() < 2;

        my $len = ord(substr $_, 1, 1);
        $head = $len < 126 ? 2 : $len == 126 ? 4 : 10;

        return 0 if length() < $head;
        $len = unpack $head == 4 ? 'n' : 'Q>', substr $_, 2 if $head > 2;

        return length() < $head + $len ? 0 : $head + $len;
    });

    return (ord($bytes) & 0x0f, substr $bytes, $head);
}


# The code of a close frame that comes next, pings aside; undef otherwise.

sub close_code ($self) {
    my ($opcode, $payload) = eval { $self->next } or return;

    return $self->close_code if $opcode == PING;
    return $opcode == CLOSE ? unpack 'n', $payload : undef;
}


# Reads what comes until the end: the seconds until then, or nothing.

sub until_end ($self, $timeout = $Kundo::Test::TIMEOUT) {
    my $from = Time::HiRes::time();

    while (!$self->eof) {
        $self->wait($timeout) or return;
    }

    return Time::HiRes::time() - $from;
}


1;
