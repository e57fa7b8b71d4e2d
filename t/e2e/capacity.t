#!/usr/bin/perl

# "Max chats" is the number of chats that an agent sees: one in which
# nothing is written yet counts.

use FindBin;
use lib "$FindBin::Bin/../lib";
use Kundo::Test;

my $site = Kundo::Server->new(one_store());

$site->flow('shop')->agent_add('anna');
$site->start;

my $anna = $site->agent('anna');
my $set  = $anna->presence(state => 'online', flows => ['shop'],
    max_chats => 3);

is($set->{state}, 'online', 'the agent is online');
is_deeply($set->{flows}, ['shop'], 'in the flow');
is($set->{max_chats}, 3, 'with room for three');
is($set->{chats}, 0, 'S2.4: and has no chat');

my $console = $anna->stream;

sub mine {
    my $inbox = $anna->must(GET => 'v1/inbox?view=open');
    return sort map { $_->{id} }
        grep { ($_->{agent}{id} // '') eq $anna->id } @{ $inbox->{items} };
}

my @visitors = map { $site->visitor } 1 .. 5;
my @answers  = map { $_->post('v1/conversations', { flow => 'shop' }) }
    @visitors;
my @chats = map { $_->at('id') } @answers;

is_deeply([ map { $_->at('status') } @answers ],
    [ qw(open open open queued queued) ],
    'S2.4: chats in which nothing is written count');
is($anna->presence->{chats}, 3, 'S2.4: the number is three');
is_deeply([ mine() ], [ sort @chats[0 .. 2] ],
    'S2.4: and these are the chats that the agent sees');

# writing changes nothing

$visitors[0]->say($chats[0], 'Hej');
$anna->say($chats[0], 'Hej själv');
is($anna->presence->{chats}, 3, 'S2.4: writing changes nothing');

# a closed one makes room for exactly one

$anna->must(POST => "v1/conversations/$chats[1]/close");
$console->expect(sub ($e) {
    ($e->{conversation} // '') eq $chats[3]
        && ($e->{data}{agent}{id} // '') eq $anna->id
}, 'S2.4: a closed chat makes room for the next');
is($anna->presence->{chats}, 3, 'S2.4: three again');
is_deeply([ mine() ], [ sort @chats[0, 2, 3] ], 'S2.4: the agent sees three');

# less room than chats: nothing is taken away, nothing comes

is($anna->presence(state => 'online', flows => ['shop'],
    max_chats => 1)->{chats}, 3, 'S2.4: a lower limit takes none away');
$visitors[0]->must(POST => "v1/conversations/$chats[0]/close");
is($anna->presence->{chats}, 2, 'S2.4: two left, and none has come');
is($visitors[4]->conversation($chats[4])->{status}, 'queued',
    'S2.4: the last one still waits');

# many at once, on both workers: never more than the limit

$anna->presence(state => 'online', flows => ['shop'], max_chats => 5);
my @crowd = map { $site->visitor } 1 .. 20;
my @got   = all_of(map {
    $_->request_p(POST => 'v1/conversations', { flow => 'shop' }) } @crowd);

is(scalar(grep { $_->status == 201 } @got), 20, 'twenty start at once');
is($anna->presence->{chats}, 5, 'S2.4: the limit holds');
is(scalar(my @five = mine()), 5, 'S2.4: and is what the agent sees');

problem($anna->put('v1/presence', { state => 'online', flows => ['shop'],
    max_chats => -1 }), 400, 'bad_value', 'a limit below zero is refused');
problem($anna->put('v1/presence', { state => 'online',
    flows => ['nowhere'] }), 400, 'bad_value', 'a flow that is not is refused');

done_testing;
