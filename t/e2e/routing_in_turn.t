#!/usr/bin/perl

# The active agents of a flow take its chats in turn.

use FindBin;
use lib "$FindBin::Bin/../lib";
use Kundo::Test;

my $site = Kundo::Server->new(one_store());

my @names = qw(anna bo cia);

$site->flow('shop')->flow('expert', 'Experts', '--private');
$site->agent_add($_) for @names, 'dan', 'eli';
$site->start;

my %agent = map { $_ => $site->agent($_) } @names, 'dan', 'eli';
my %name  = map { $agent{$_}->id => $_ } keys %agent;

$agent{$_}->online('shop', { max_chats => 10 }) for @names;
$agent{dan}->online('expert', { max_chats => 10 });
$agent{eli}->must(PUT => 'v1/presence',
    { state => 'busy', flows => ['shop'], max_chats => 10 });

sub start {
    my $json = $site->visitor->must(POST => 'v1/conversations',
        { flow => 'shop' });
    return $name{ $json->{agent}{id} // '' } // $json->{status};
}

my @taken = map { start() } 1 .. 9;

is(join(' ', sort @taken[0 .. 2]), 'anna bo cia',
    'S1.2: three chats go to three agents');
is_deeply([ @taken[3 .. 8] ], [ @taken[0 .. 2, 0 .. 2] ],
    'S1.2: and so on in turn');
ok(!grep({ $_ eq 'dan' } @taken),
    'S1.3: who is active elsewhere only gets none');
ok(!grep({ $_ eq 'eli' } @taken), 'S2.3: who is busy gets none');

# one of them busy: the others go on in turn

$agent{bo}->must(PUT => 'v1/presence',
    { state => 'busy', flows => ['shop'], max_chats => 10 });
my @two = map { start() } 1 .. 6;
is(join(' ', sort @two[0, 1]), 'anna cia', 'S1.2: a busy agent is passed over');
is_deeply([ @two[2 .. 5] ], [ @two[0, 1, 0, 1] ], 'S1.2: in turn');

# back, and one is full

$agent{bo}->online('shop', { max_chats => 10 });
$agent{anna}->online('shop', { max_chats => 5 });
my @rest = map { start() } 1 .. 4;
is(join(' ', sort @rest[0, 1]), 'bo cia', 'S1.2: a full agent is passed over');
is_deeply([ @rest[2, 3] ], [ @rest[0, 1] ], 'S1.2: in turn');

# all at once, on both workers: still evenly

$agent{$_}->online('shop', { max_chats => 60 }) for @names;
my %before = map { $_ => $agent{$_}->presence->{chats} } @names;
my @crowd  = map { $site->visitor } 1 .. 30;
all_of(map { $_->request_p(POST => 'v1/conversations', { flow => 'shop' }) }
    @crowd);
is_deeply({ map { $_ => $agent{$_}->presence->{chats} - $before{$_} } @names },
    { map { $_ => 10 } @names }, 'S1.2: thirty at once, ten for each');

# a private flow is nowhere on the site

problem($site->nobody->get('v1/flows/expert/status'), 404, 'not_found',
    'S1.3: a private flow has no status');
problem($site->visitor->post('v1/conversations', { flow => 'expert' }), 404,
    'not_found', 'S1.3: and takes no visitor');

done_testing;
