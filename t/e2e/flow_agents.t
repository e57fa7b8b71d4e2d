#!/usr/bin/perl

# S1.7: who works in a flow is who may.  An agent who is taken out of a
# flow gets no more of its chats, keeps those that she has, and nobody
# waits for her.

use FindBin;
use lib "$FindBin::Bin/../lib";
use Kundo::Test;

my $site = Kundo::Server->new(one_store());

$site->agent_add('chief', role => 'admin')->agent_add('anna')->agent_add('bo');
$site->start;

my ($chief, $anna, $bo) = map { $site->agent($_) } qw(chief anna bo);

$chief->must(POST => 'v1/flows', { id => 'shop', name => 'The shop',
    agents => [ $anna->id, $bo->id ] });
$chief->must(POST => 'v1/flows', { id => 'help', name => 'Help' });

$anna->online('shop', 'help', { max_chats => 1 });
$chief->online('shop', 'help');
$chief->presence(state => 'busy');

my $chat    = $site->visitor->start_chat('shop');
my $console = $chief->stream;

is_deeply([ sort @{ $anna->presence->{flows} } ], [ 'help', 'shop' ],
    'S1.7: an agent works in two flows');
is($chief->conversation($chat)->{agent}{id}, $anna->id, 'and has a chat');

# two wait: one for each flow

my $eva   = $site->visitor;
my $wait  = $eva->start_chat('shop');
my $second = $site->visitor->start_chat('help');

$chief->must(PATCH => 'v1/flows/shop', { agents => [ $bo->id ] });

is_deeply($anna->presence->{flows}, [ 'help' ],
    'S1.7: taken out of one, she works in the other');
$console->expect({ type => 'presence.changed', 'data.agent' => $anna->id },
    'S1.7: the other agents are told');
is($chief->conversation($chat)->{agent}{id}, $anna->id,
    'S1.7: she keeps the chat that she has');

$anna->must(POST => "v1/conversations/$chat/close", {});
is($chief->conversation($second)->{agent}{id}, $anna->id,
    'S1.7: the room goes to the flow that is left');
is($chief->conversation($wait)->{agent}, undef, 'S1.7: and not to the other');
problem($anna->put('v1/presence', { state => 'online', flows => ['shop'] }),
    400, 'bad_value', 'S1.7: she cannot choose it any more');

# the administrator may work everywhere, and is the one they wait for; when
# nobody is, a message is left (D2)

is_deeply([ sort @{ $chief->presence->{flows} } ], [ 'help', 'shop' ],
    'S1.7: an administrator stays');
is($eva->conversation($wait)->{status}, 'queued', 'D2: somebody is there');

$bo->online('shop', { state => 'busy' });
$chief->presence(state => 'offline', flows => []);
$chief->must(PATCH => 'v1/flows/shop', { agents => [ $chief->id ] });

ok(wait_until(sub { $eva->conversation($wait)->{left_message} }),
    'D2: nobody works there any more: the message is left');
is($site->nobody->must(GET => 'v1/flows/shop/status')->{available}, false,
    'D2: and the status says so');

# a welcome changed changes nobody

$bo->must(PUT => 'v1/presence', { state => 'online', flows => ['help'] });
$chief->must(PATCH => 'v1/flows/help', { welcome => 'Hej!' });
is_deeply($bo->presence->{flows}, ['help'], 'S1.7: other changes leave it');

done_testing;
