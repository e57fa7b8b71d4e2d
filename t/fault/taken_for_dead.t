#!/usr/bin/perl

# A worker that lives, but whose socket in the store's folder has vanished
# (somebody tidied up), is taken for dead by the others: its agents must not
# go offline (D3), and its messages must go on.

use FindBin;
use lib "$FindBin::Bin/../lib";
use Kundo::Test;

my $site = Kundo::Server->new(one_store('rate  off;', 'agent_lost  4s;'));

$site->flow('shop');
$site->agent_add($_) for qw(anna bo);
$site->start;

my ($anna, $bo) = map { $site->agent($_)->online('shop') } qw(anna bo);
my $eva     = $site->visitor(name => 'Eva');
my $one     = $anna->stream;
my $other   = $bo->stream(not_worker => $one->worker);
my $chat    = $eva->start_chat('shop');

ok(unlink(glob $site->store . '/w.*'), 'the sockets of the workers vanish');

# each is missed by another, however old it must be for that

ok(wait_until(sub {
    () = $site->log =~ /was taken for dead and joins again/g }, 30),
    'D3: who was taken for dead joins again');
ok(wait_until(sub { 2 == (() = glob $site->store . '/w.*') }, 30),
    'with a socket of its own');

# the time in which a lost agent goes offline passes: seen by one who is
# really lost

$site->agent_add('cia');
my $cia  = $site->agent('cia');
my $line = $cia->stream;
$cia->online('shop');
$line->drop;
ok(wait_until(sub { $cia->presence->{state} eq 'offline' }, 30),
    'D3: who is gone goes offline');

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
