package Kundo::Narrow;

# Streams through a window so small that what is not read waits in the
# server, for a test that reads when it wants to.

use Mojo::Base -strict, -signatures;

use IO::Socket::INET;
use Socket qw(SOL_SOCKET SO_RCVBUF);

# The headers by which a stream is asked for, of each kind.

our %WAYS = (
    'WebSocket' => [ 'Connection: Upgrade', 'Upgrade: websocket',
        'Sec-WebSocket-Version: 13',
        'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==' ],
    'events' => [ 'Accept: text/event-stream' ],
);


# A site that keeps little in its sockets; more lines for its store.

sub conf (@more) {
    my $more = join '', map { "    $_\n" } @more;

    return <<"EOC";
kundo_store main {
    path  %%STORE%%;
    rate  off;
$more}

server {
    listen  127.0.0.1:%%PORT%% reuseport sndbuf=16k;

    location /kundo/ {
        kundo  main;
    }
}
EOC
}


# A socket that has asked for this person's stream, of which nothing is read.

sub open ($person, $way, $query = '') {
    my $socket = IO::Socket::INET->new(Proto => 'tcp') or die $!;

    $socket->setsockopt(SOL_SOCKET, SO_RCVBUF, 4096);
    $socket->connect(Socket::pack_sockaddr_in($person->server->port,
        Socket::inet_aton('127.0.0.1'))) or die $!;
    syswrite $socket, join "\r\n", "GET /kundo/v1/stream$query HTTP/1.1",
        'Host: 127.0.0.1', 'Authorization: Bearer ' . $person->token,
        @{ $WAYS{$way} }, '', '';

    return $socket;
}


1;
