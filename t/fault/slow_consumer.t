#!/usr/bin/perl

# A client that does not read is cut off, not kept; what it missed is there
# when it resumes, and nobody else waits for it.

use FindBin;
use lib "$FindBin::Bin/../lib";
use Kundo::Test;
use Kundo::Process;

use IO::Socket::INET;
use Socket qw(SOL_SOCKET SO_RCVBUF);

my $site = Kundo::Server->new(<<'EOC');
kundo_store main {
    path  %%STORE%%;
    rate  off;
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

my $anna = $site->agent('anna')->online('shop', { max_chats => 50 });
my $eva  = $site->visitor(name => 'Eva');
my $chat = $eva->start_chat('shop');
my $good = $anna->stream;

# a socket with a small window that asks for a stream and reads nothing

sub deaf ($headers) {
    my $socket = IO::Socket::INET->new(Proto => 'tcp') or die $!;
    $socket->setsockopt(SOL_SOCKET, SO_RCVBUF, 4096);
    $socket->connect(Socket::pack_sockaddr_in($site->port,
        Socket::inet_aton('127.0.0.1'))) or die $!;
    syswrite $socket, join "\r\n", 'GET /kundo/v1/stream HTTP/1.1',
        'Host: 127.0.0.1', 'Authorization: Bearer ' . $anna->token,
        @$headers, '', '';

    # the answer's header, and hello with its cursor

    my $seen = '';
    while ($seen !~ /"cursor":"([^"]+)"/) {
        sysread($socket, $seen, 1, length $seen) or die "no hello: $seen";
    }

    return ($socket, $1, $seen);
}

my %how = (
    'WebSocket' => [ 'Connection: Upgrade', 'Upgrade: websocket',
        'Sec-WebSocket-Version: 13',
        'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==' ],
    'events' => [ 'Accept: text/event-stream' ],
);

my %deaf = map { my @d = deaf($how{$_}); $_ => \@d } keys %how;

my %memory = map { $_ => Kundo::Process::memory_kb($_) } $site->workers;

# far more than any queue holds

my $total = 1000;
my $sent  = 0;
my $wrong = 0;
my $next;
$next = sub ($n) {
    return if $n > $total;
    $eva->request_p(POST => "v1/conversations/$chat/messages",
        { cid => "s$n", text => 'x' x 16000 })->then(sub ($answer) {
            $sent++;
            $wrong++ if $answer->status != 201;
            $next->($n + 4);
        });
};
$next->($_) for 1 .. 4;
ok(wait_until(sub { $sent == $total }, 300), 'a thousand long messages');
is($wrong, 0, 'none of them is refused');

ok(wait_until(sub {
    my %seen = map { $_->{data}{seq} => 1 } $good->all('message.created');
    keys %seen == $total;
}), 'who reads has them all');

# the deaf ones: what had been sent, and then the end of the line

for my $name (sort keys %how) {
    my ($socket, $cursor, $bytes) = @{ $deaf{$name} };

    while (1) {
        my $got = sysread $socket, $bytes, 1 << 16, length $bytes;
        last if !$got;
    }

    my @seqs;
    push @seqs, $1 while $bytes =~ /"type":"message\.created".*?"seq":(\d+)/g;
    cmp_ok(scalar @seqs, '<', $total, "$name: was cut off before the end");
    note("$name: cut off after " . @seqs . ' events');

    # the last event that came whole

    my @cursors;
    push @cursors, $1 while $bytes =~ /"cursor":"([^"]+)"/g;
    my $since = @cursors > 1 ? $cursors[-2] : $cursors[-1];
    my $have  = @cursors > 1 ? @cursors - 2 : 0;

    # it goes on exactly there, however much that is

    my $again = $anna->stream(since => $since);
    my $more  = $eva->say($chat, "efter $name");

    ok(wait_until(sub { $again->all({ 'data.id' => $more->{id} }) }),
        "$name: goes on");
    is_deeply([ map { $_->{data}{seq} } $again->all('message.created') ],
        [ $have + 1 .. $more->{seq} ], "$name: none missing, none twice");
    is(scalar $again->all('reset'), 0, "$name: and is not told to start anew");

    is_deeply([ map { $_->{seq} } $anna->messages($chat) ],
        [ 1 .. $more->{seq} ], "$name: read afresh, all is there");
    $again->close;
}

SKIP: {
    skip 'nginx runs under a sanitizer: its memory says nothing', 2
        if Kundo::Server->sanitizer;

    for my $pid (sort keys %memory) {
        my $grown = Kundo::Process::memory_kb($pid) - $memory{$pid};
        note("worker $pid has grown by $grown KiB");
        cmp_ok($grown, '<', 32 << 10, 'no worker keeps it all in memory');
    }
}

answered($anna->get('v1/session'), 200, 'the session is not hurt');

done_testing;
