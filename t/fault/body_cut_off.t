#!/usr/bin/perl

# Clients that leave in the middle of a body: nothing is done, nothing is
# kept, and the memory of the workers stays flat.

use FindBin;
use lib "$FindBin::Bin/../lib";
use Kundo::Test;
use Kundo::Process;

use IO::Socket::INET;

my $site = Kundo::Server->new(<<'EOC');
kundo_store main {
    path  %%STORE%%;
    rate  off;
}

server {
    listen  127.0.0.1:%%PORT%%;

    location /kundo/ {
        kundo  main;
    }
}
EOC

$site->flow('shop');
$site->start;

my $eva  = $site->visitor(name => 'Eva');
my $chat = $eva->start_chat('shop');

sub cut_off ($n) {
    for (1 .. $n) {
        my $socket = IO::Socket::INET->new(PeerAddr => '127.0.0.1',
            PeerPort => $site->port) or die $!;
        syswrite $socket, join "\r\n",
            "POST /kundo/v1/conversations/$chat/messages HTTP/1.1",
            'Host: 127.0.0.1', 'Authorization: Bearer ' . $eva->token,
            'Content-Type: application/json', 'Content-Length: 1000', '',
            '{"cid":"half","text":"';
        close $socket;
    }
}

sub rss_kb {
    my $sum = 0;
    $sum += Kundo::Process::rss_kb($_) for $site->workers;
    return $sum;
}

# each that was kept would cost 5 KiB and more: a hundred megabytes

cut_off(2_000);
my $before = rss_kb();
cut_off(20_000);

SKIP: {
    skip 'memory is not flat under a sanitizer: it keeps what is freed', 1
        if $ENV{ASAN_OPTIONS};

    cmp_ok(rss_kb() - $before, '<', 8192, 'memory stays flat');
}

is($eva->conversation($chat)->{last_seq}, 0, 'nothing was written');
$eva->say($chat, 'whole');
is($eva->conversation($chat)->{last_seq}, 1, 'what is whole is');

done_testing;
