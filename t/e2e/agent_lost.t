#!/usr/bin/perl

# An agent without a connection for `agent_lost` is offline; its chats are
# routed anew, with a line in the thread.  Who is back in time has lost
# nothing, on whichever worker.  The clock is the test's: it stands still but
# for those who are to be lost.

use FindBin;
use lib "$FindBin::Bin/../lib";
use Kundo::Test;
use Kundo::Clock;

my $site = Kundo::Server->new(one_store('rate  off;', 'agent_lost  5s;'));
my $time = Kundo::Clock->new(site => $site)->install;

$site->flow('shop');
$site->agent_add($_) for qw(anna bo cia dan);
$site->start;

my %agent = map { $_ => $site->agent($_) } qw(anna bo cia dan);

# Time goes on, from when the others' lines are written down.

sub lost ($stream, $name, @others) {
    my $want = { type => 'presence.changed', 'data.state' => 'offline',
        'data.agent' => $agent{$name}->id };

    for my $line (@others) {
        wait_until(sub {
            $line->person->put('v1/presence', { state => 'online' })
                ->worker == $line->worker;
        });
    }

    ok(wait_until(sub {
        $time->forward(1);
        return $stream->wait_for($want, 0);
    }), "D3: $name is lost, and the others are told")
        or diag($stream->story);
}

# What stands between the messages of a chat: type, from whom, to whom.

sub lines ($who, $chat) {
    return [ map { [ $_->{type}, $_->{from}{agent}, $_->{to}{agent},
        $_->{after_seq} ] } @{ $who->must(
            GET => "v1/conversations/$chat/messages")->{lines} } ];
}

sub owner ($who, $chat) { return $who->conversation($chat)->{agent}{id} // '' }

# anna has a chat and loses her connection for good; bo watches

my $anna = $agent{anna}->stream;
$agent{anna}->online('shop');
my $eva  = $site->visitor(name => 'Eva');
my $chat = $eva->start_chat('shop', text => 'Hej', cid => 'c1');
is(owner($eva, $chat), $agent{anna}->id, 'the chat is with anna');

my $bo = $agent{bo}->stream(not_worker => $anna->worker);
$agent{bo}->online('shop');
my $widget = $eva->stream;

$anna->drop;
lost($bo, 'anna', $bo);

$bo->expect(sub ($e) {
    ($e->{conversation} // '') eq $chat
        && ($e->{data}{agent}{id} // '') eq $agent{bo}->id
}, 'D3: her chat is routed anew');
$widget->expect(sub ($e) {
    ($e->{data}{agent}{id} // '') eq $agent{bo}->id
}, 'D3: the visitor sees who it is now');
is($agent{anna}->presence->{state}, 'offline', 'D3: anna is offline');
is($agent{anna}->presence->{chats}, 0, 'D3: and has no chat');
is($agent{bo}->presence->{chats}, 1, 'D3: bo has it');

my $line = [ 'agent_gone', $agent{anna}->id, $agent{bo}->id, 1 ];
is_deeply(lines($eva, $chat), [$line],
    'D3: a line in the thread says so to the visitor');
is_deeply(lines($agent{bo}, $chat), [$line], 'D3: and to who has it now');
is_deeply([ map { $_->{text} } $agent{bo}->messages($chat) ], ['Hej'],
    'D3: nothing that was written is lost');

# a connection that is back within the time changes nothing, here on the
# other worker; cia loses hers at the same moment and stays away

my $cia = $agent{cia}->stream;
$agent{cia}->online('shop', { max_chats => 1 });
my $watch = $agent{dan}->stream;

my $before = $bo->worker;
my $was    = encode_json($agent{bo}->conversation($chat));

$cia->drop;
$bo->drop;
$bo = $agent{bo}->stream(since => $bo->cursor, not_worker => $before);
isnt($bo->worker, $before, 'D3: back on the other worker');
lost($watch, 'cia', $bo);

is($agent{bo}->presence->{state}, 'online',
    'D3: a reconnect in time changes nothing');
is(owner($eva, $chat), $agent{bo}->id, 'D3: the chat stays');
is(encode_json($agent{bo}->conversation($chat)), $was, 'D3: as it was');
is_deeply(lines($eva, $chat), [$line], 'D3: and no line says anything');
is(scalar $watch->all(sub ($e) { ($e->{conversation} // '') eq $chat }), 0,
    'D3: nobody heard of it');
is(scalar $watch->all({ type => 'presence.changed',
    'data.agent' => $agent{bo}->id, 'data.state' => 'offline' }), 0,
    'D3: nobody was told otherwise');

# counted from going online, too: cia comes without any connection

$agent{cia}->online('shop');
is($agent{cia}->presence->{state}, 'online', 'D3: online without a line');
lost($watch, 'cia');

# two lines: one of them is enough

my $second = $agent{bo}->stream(not_worker => $bo->worker);
$bo->drop;
$agent{cia}->online('shop');
lost($watch, 'cia', $second);
is($agent{bo}->presence->{state}, 'online', 'D3: any connection counts');

# server-sent events are a connection as well

my $sse = $agent{bo}->sse;
$second->drop;
$agent{cia}->online('shop');
lost($watch, 'cia', $sse);
is($agent{bo}->presence->{state}, 'online', 'D3: also server-sent events');

# nobody left: the visitor's message is left for whoever comes

$sse->drop;
lost($watch, 'bo');
my $left = $eva->conversation($chat);
is($left->{agent}, undef, 'D3: no agent is active');
is($left->{left_message}, true, 'D2: it stands as a left message');
is($left->{status}, 'open', 'D2: open');
is_deeply(lines($eva, $chat),
    [ $line, [ 'agent_gone', $agent{bo}->id, undef, 1 ] ],
    'D3: a line says that there is nobody');

# several chats at once: one finds an agent with room, the others wait in the
# order in which they began; whoever comes back gets the first of them

my @who = map { $site->visitor } 1 .. 3;
$anna = $agent{anna}->stream;
$agent{anna}->online('shop', { max_chats => 3 });
my @chats = map { $_->start_chat('shop') } @who;
my $dan   = $agent{dan}->stream(not_worker => $anna->worker);
$agent{dan}->online('shop', { max_chats => 1 });
my @widget = map { $_->stream } @who;

$anna->drop;
lost($watch, 'anna');
$widget[0]->expect({ type => 'conversation.assigned',
    'data.agent.id' => $agent{dan}->id }, 'D3: the first goes to dan');
$widget[$_]->expect({ type => 'conversation.queued',
    'data.position' => $_ }, "D3, D2: the next one waits as number $_")
    for 1, 2;
is_deeply(lines($who[$_], $chats[$_]), [ [ 'agent_gone', $agent{anna}->id,
    $_ ? undef : $agent{dan}->id, 0 ] ], "D3: a line in each, chat $_")
    for 0 .. 2;

$agent{anna}->online('shop', { max_chats => 1 });
is(owner($who[1], $chats[1]), $agent{anna}->id,
    'D3: she is back and gets who has waited longest');
is($who[2]->conversation($chats[2])->{queue_position}, 1,
    'D2: the last one is next');

done_testing;
