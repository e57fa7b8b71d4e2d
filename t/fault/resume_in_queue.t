#!/usr/bin/perl

# A visitor who waits in the queue resumes on a slow line: her place moves
# while she still gets what she has missed.  It is told after that: a cursor
# out of turn, and the next loss of her line would take messages away.

use FindBin;
use lib "$FindBin::Bin/../lib";
use Kundo::Test;

use IO::Socket::INET;
use Socket qw(SOL_SOCKET SO_RCVBUF);

my $site = Kundo::Server->new(<<'EOC');
kundo_store main {
    path        %%STORE%%;
    rate        off;
    agent_lost  1d;
}

server {
    listen  127.0.0.1:%%PORT%% reuseport sndbuf=16k;

    location /kundo/ {
        kundo  main;
    }
}
EOC

$site->flow('shop');
$site->agent_add('anna');
$site->start;

my $anna = $site->agent('anna')->online('shop', { max_chats => 1 });

$site->visitor(name => 'Tor')->start_chat('shop');

my %way = (
    'WebSocket' => [ 'Connection: Upgrade', 'Upgrade: websocket',
        'Sec-WebSocket-Version: 13',
        'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==' ],
    'server-sent events' => [ 'Accept: text/event-stream' ],
);

# A socket with a small window; it reads when it is told to.

sub slow ($who, $since, $headers) {
    my $socket = IO::Socket::INET->new(Proto => 'tcp') or die $!;

    $socket->setsockopt(SOL_SOCKET, SO_RCVBUF, 4096);
    $socket->connect(Socket::pack_sockaddr_in($site->port,
        Socket::inet_aton('127.0.0.1'))) or die $!;
    syswrite $socket, join "\r\n", "GET /kundo/v1/stream?since=$since HTTP/1.1",
        'Host: 127.0.0.1', 'Authorization: Bearer ' . $who->token,
        @$headers, '', '';

    return $socket;
}

# What it gets until the pattern is there.

sub reads ($socket, $bytes, $pattern) {
    while ($bytes !~ $pattern) {
        local $SIG{ALRM} = sub { die "nothing more came\n" };
        alarm $Kundo::Test::TIMEOUT;
        sysread($socket, $bytes, 1 << 14, length $bytes)
            or die "the line has ended\n";
        alarm 0;
    }

    return $bytes;
}

for my $name (sort keys %way) {
    my $kim  = $site->visitor(name => 'Kim');
    my $eva  = $site->visitor(name => 'Eva');
    my $away = $kim->start_chat('shop');
    my $chat = $eva->start_chat('shop');
    my $hears = $eva->stream;
    my $since = $hears->hello->{cursor};

    # more than waits in the server for one line

    my $total = 80;

    $eva->say($chat, "$_ " . 'x' x 15000) for 1 .. $total;

    my $slow  = slow($eva, $since, $way{$name});
    my $bytes = reads($slow, '', qr/"type":"message\.created"/);

    $kim->must(POST => "v1/conversations/$away/close");
    $hears->expect({ type => 'conversation.queued', conversation => $chat,
        'data.position' => 1 }, "$name: her place has moved");

    $bytes = reads($slow, $bytes, qr/"text":"$total x+"/);

    my @told;
    push @told, $1 eq 'message.created' ? 'message' : 'position'
        while $bytes =~ /"type":"(message\.created|conversation\.queued)"/g;

    is_deeply([ @told[0 .. $total - 1] ], [ ('message') x $total ],
        "$name: first what she has missed");
    $bytes = reads($slow, $bytes, qr/"position":\d/);
    unlike($bytes, qr/"position":(?!1\b)/, "$name: then her place as it is");

    close $slow;
    $eva->must(POST => "v1/conversations/$chat/close");
}

done_testing;
