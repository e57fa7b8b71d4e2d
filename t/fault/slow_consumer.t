#!/usr/bin/perl

# A client that does not read is cut off, not kept; what it missed is there
# when it resumes, and nobody else waits for it.

use FindBin;
use lib "$FindBin::Bin/../lib";
use Kundo::Test;
use Kundo::Narrow;
use Kundo::Process;

my $site = Kundo::Server->new(Kundo::Narrow::conf());

$site->flow('shop');
$site->agent_add('anna');
$site->start;

my $anna = $site->agent('anna')->online('shop', { max_chats => 50 });
my $eva  = $site->visitor(name => 'Eva');
my $chat = $eva->start_chat('shop');
my $good = $anna->stream;

# a socket with a small window that asks for a stream and reads nothing

sub deaf ($way) {
    my $socket = Kundo::Narrow::open($anna, $way);

    # the answer's header, and hello with its cursor

    my $seen = '';
    while ($seen !~ /"cursor":"([^"]+)"/) {
        sysread($socket, $seen, 1, length $seen) or die "no hello: $seen";
    }

    return ($socket, $1, $seen);
}

my %deaf = map { my @d = deaf($_); $_ => \@d } keys %Kundo::Narrow::WAYS;

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

for my $name (sort keys %Kundo::Narrow::WAYS) {
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
