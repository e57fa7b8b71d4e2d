#!/usr/bin/perl

# kill -9 of a random worker under load, again and again: every message that
# was acknowledged is there once, seq has no gap, and every subscriber that
# resumes has each event once.  KUNDO_KILLS says how often (20).

use FindBin;
use lib "$FindBin::Bin/../lib";
use Kundo::Test;
use Kundo::Load;

my $site = Kundo::Server->new(one_store('rate  off;', 'agent_lost  10s;'));

my $kills = $ENV{KUNDO_KILLS} || 20;

$site->flow('shop');
$site->agent_add($_) for qw(anna bo gone);
$site->start;

my $anna = $site->agent('anna')->online('shop', { max_chats => 50 });
my $load = Kundo::Load->new(site => $site);

# two agents and every visitor listen, by WebSocket and by server-sent events

$load->add_subscriber($anna);
$load->add_subscriber($anna, kind => 'sse');

for my $n (1 .. 8) {
    my $talker = $load->add_talker(keep_alive => $n % 2, pause => 0.005,
        width => 1 + $n % 3);
    my $listener = $load->add_subscriber($talker->person,
        kind => $n % 4 ? 'ws' : 'sse', chats => { $talker->chat => 1 });

    if ($n % 4 == 1) {
        $talker->over('stream')->subscriber($listener);
    }
}

# one agent is connected to a worker that dies, and never comes back

my $gone = $site->agent('gone');
my $line = $gone->stream;
$gone->online('shop', { max_chats => 1 });

$load->start;
ok($load->more(50), 'the load runs');

my %killed;

for my $round (1 .. $kills) {
    my $pid = $round == 1 ? $line->worker : undef;

    $killed{ $site->kill_worker($pid) } = 1;
    $load->more(20) or last;
}

is(scalar keys %killed, $kills, "$kills workers were killed under load");
ok($load->finish, 'all is answered in the end');

my %failed;
$failed{$_}++ for $load->failures, $load->failures('refused'),
    $load->failures('retried');
note("sent again because of: $_ ($failed{$_})") for sort keys %failed;
is(scalar grep({ /^[1-9]/ && !/^503/ } keys %failed), 0,
    'nothing was refused but for the fault');

$load->verify_store("$kills kills");
$load->verify_events("$kills kills");

# the agent whose worker died is gone after agent_lost

my $state;
ok(wait_until(sub {
    $state = $gone->presence->{state};
    $state eq 'offline';
}), 'D3: no death of a worker leaves an agent online') or diag($state);
is($anna->presence->{state}, 'online', 'D3: who has resumed still is');

$load->close;

my ($status, $out, $err) = $site->kundoctl(['check']);
is($status, 0, 'kundoctl check is content') or diag("$out$err");

done_testing;
