#!/usr/bin/perl

# A worker that lives, but whose socket in the store's folder has vanished
# (somebody tidied up), is taken for dead by the others: its agents must not
# go offline (D3), and its messages must go on.  The clock is the test's: who
# is not back while it stands still has no second chance.

use FindBin;
use lib "$FindBin::Bin/../lib";
use Kundo::Test;
use Kundo::Clock;

my $site = Kundo::Server->new(one_store('rate  off;', 'agent_lost  4s;'));
my $time = Kundo::Clock->new(site => $site)->install;

$site->flow('shop');
$site->agent_add($_) for qw(anna bo cia);
$site->start;

my ($anna, $bo, $cia) = map { $site->agent($_)->online('shop') }
    qw(anna bo cia);
my $eva   = $site->visitor(name => 'Eva');
my $chat  = $eva->start_chat('shop');
my $one   = $anna->stream;
my $other = $bo->stream(not_worker => $one->worker);
my $line  = $cia->stream;

# What a worker has to write is written, in turn: who is connected to it too.

sub barrier () {
    $_->request(POST => "v1/conversations/$chat/messages",
        { cid => $eva->new_cid, text => 'Hej' }) for $one, $other;
}

# old enough to be missed

barrier();
$time->forward(11);

ok(unlink(glob $site->store . '/w.*'), 'the sockets of the workers vanish');
ok(wait_until(sub {
    () = $site->log =~ /was taken for dead and joins again/g }),
    'D3: who was taken for dead joins again');
ok(wait_until(sub { 2 == (() = glob $site->store . '/w.*') }),
    'with a socket of its own');

# the time in which a lost agent goes offline passes: seen by one who is
# really lost

barrier();
$line->drop;
ok(wait_until(sub {
    $time->forward(1);
    $cia->presence->{state} eq 'offline';
}), 'D3: who is gone goes offline');

is($_->presence->{state}, 'online', 'D3: who is there stays online')
    for $anna, $bo;

# hints reach both: each hears at once what the other's worker commits

my $said = $eva->say($chat, 'Är ni kvar?');
$_->expect({ type => 'message.created', 'data.id' => $said->{id} },
    'both workers deliver') for $one, $other;

is(scalar(grep { $_->{type} eq 'presence.changed'
    && $_->{data}{state} eq 'offline' && $_->{data}{agent} ne $cia->id }
    @{ $one->events }), 0, 'D3: nobody was offline in between');

done_testing;
