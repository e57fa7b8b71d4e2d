#!/usr/bin/perl

# A visitor who waits in the queue resumes on a slow line: her place moves
# while she still gets what she has missed.  It is told after that: a cursor
# out of turn, and the next loss of her line would take messages away.

use FindBin;
use lib "$FindBin::Bin/../lib";
use Kundo::Test;
use Kundo::Narrow;

my $site = Kundo::Server->new(Kundo::Narrow::conf('agent_lost  1d;'));

$site->flow('shop');
$site->agent_add('anna');
$site->start;

my $anna = $site->agent('anna')->online('shop', { max_chats => 1 });

$site->visitor(name => 'Tor')->start_chat('shop');

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

for my $name (sort keys %Kundo::Narrow::WAYS) {
    my $kim  = $site->visitor(name => 'Kim');
    my $eva  = $site->visitor(name => 'Eva');
    my $away = $kim->start_chat('shop');
    my $chat = $eva->start_chat('shop');
    my $hears = $eva->stream;
    my $since = $hears->hello->{cursor};

    # more than waits in the server for one line

    my $total = 80;

    $eva->say($chat, "$_ " . 'x' x 15000) for 1 .. $total;

    my $slow  = Kundo::Narrow::open($eva, $name, "?since=$since");
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
