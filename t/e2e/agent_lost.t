#!/usr/bin/perl

# An agent without a connection for `agent_lost` is offline; its chats are
# routed anew.

use FindBin;
use lib "$FindBin::Bin/../lib";
use Kundo::Test;

my $site = Kundo::Server->new(one_store('agent_lost  5s;'));

$site->flow('shop');
$site->agent_add($_) for qw(anna bo cia dan);
$site->start;

my %agent = map { $_ => $site->agent($_) } qw(anna bo cia dan);

sub lost ($stream, $name) {
    return $stream->expect({ type => 'presence.changed',
        'data.agent' => $agent{$name}->id, 'data.state' => 'offline' },
        "D3: $name is lost, and the others are told");
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
lost($bo, 'anna');

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

# a line that is back within the time changes nothing; cia, who loses hers
# at the same moment and stays away, is the clock

my $cia = $agent{cia}->stream;
$agent{cia}->online('shop', { max_chats => 1 });
my $watch = $agent{dan}->stream;

$cia->drop;
$bo->drop;
$bo = $agent{bo}->stream(since => $bo->cursor);
lost($watch, 'cia');

is($agent{bo}->presence->{state}, 'online',
    'D3: a reconnect in time changes nothing');
is(owner($eva, $chat), $agent{bo}->id, 'D3: the chat stays');
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
lost($watch, 'cia');
is($agent{bo}->presence->{state}, 'online', 'D3: any connection counts');

# server-sent events are a connection as well

my $sse = $agent{bo}->sse;
$second->drop;
$agent{cia}->online('shop');
lost($watch, 'cia');
is($agent{bo}->presence->{state}, 'online', 'D3: also server-sent events');

# nobody left: the visitor's message is left for whoever comes

$sse->drop;
lost($watch, 'bo');
my $left = $eva->conversation($chat);
is($left->{agent}, undef, 'D3: no agent is active');
is($left->{left_message}, true, 'D2: it stands as a left message');
is($left->{status}, 'open', 'D2: open');

done_testing;
