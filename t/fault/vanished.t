#!/usr/bin/perl

# A client that is gone without a word, as a phone in a tunnel: its stream
# ends, and the chats of an agent who read by it go on to a colleague (D3).

use FindBin;
use lib "$FindBin::Bin/../lib";
use Kundo::Test;
use Kundo::Net;
use Kundo::Sse;

my $why = $> == 0 ? Kundo::Net::enter() : 'only root has a network of its own';
plan skip_all => $why if $why;

my $site = Kundo::Server->new(one_store('rate  off;', 'agent_lost  1s;'));

$site->flow('shop');
$site->agent_add($_) for qw(anna bo);
$site->start;

my $anna = $site->agent('anna');
my $bo   = $site->agent('bo');

$anna->stream_ua->socket_options({ LocalAddr => Kundo::Net::FAR });

my $line = await(Kundo::Sse->open_p($anna,
    $site->origin . $site->prefix . 'v1/stream'));
ok($line->is_open, 'anna reads events from another address');
$anna->online('shop');

my $eva  = $site->visitor(name => 'Eva');
my $chat = $eva->start_chat('shop');
is($eva->conversation($chat)->{agent}{id}, $anna->id, 'the chat is with her');

my $watch = $bo->stream;
$bo->online('shop');

Kundo::Net::vanish();
$eva->say($chat, 'Hello?');

# a minute at most of the machine's own time: it is the kernel that waits

ok($watch->wait_for({ type => 'presence.changed', 'data.state' => 'offline',
    'data.agent' => $anna->id }, 120), 'D3: anna is lost')
    or diag($watch->story);
ok($watch->wait_for({ type => 'conversation.assigned',
    'data.id' => $chat }), 'D3: her chat goes to bo')
    or diag($watch->story);
is($eva->conversation($chat)->{agent}{id}, $bo->id, 'and Eva sees him');
is(scalar(grep { $_->{data}{text} eq 'Hello?' } $line->all('message.created')),
    0, 'what was said has not come to anna');

done_testing;
