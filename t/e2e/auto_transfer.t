#!/usr/bin/perl

# The auto-transfer: a text that stands unanswered goes on to another agent
# when its agent does not turn to it in time; focus stops it at once.  The
# clock is the test's: it stands still but for those who are late.

use FindBin;
use lib "$FindBin::Bin/../lib";
use Kundo::Test;
use Kundo::Clock;

my $site = Kundo::Server->new(one_store('rate  off;',
    'auto_transfer  500ms;'));
my $time = Kundo::Clock->new(site => $site)->install;

$site->flow('shop');
$site->flow('calm');
$site->agent_add($_) for qw(anna bo);
$site->agent_add('chief', role => 'admin');
$site->start;

my ($anna, $bo, $chief) = map { $site->agent($_) } qw(anna bo chief);

$chief->must(PATCH => 'v1/flows/calm', { auto_transfer_s => 0 });
is($chief->must(PATCH => 'v1/flows/shop', { on_miss => 'nothing' })
    ->{auto_transfer_s}, 1, 'S2.6: a flow shows what holds for it');
problem($chief->patch('v1/flows/shop', { on_miss => 'fire' }), 400,
    'bad_value', 'another word is none');

$anna->online('shop', 'calm');
my $hears = $anna->stream;
my $eva   = $site->visitor;
my $sees  = $eva->stream;
my $chat  = $eva->start_chat('shop');

sub due ($who) { return $who->conversation($chat)->{focus_due_at} }
sub waits     { return $anna->conversation($chat)->{waiting_since} }

# S2.6, S2.7: not before she has written

is(due($anna), undef, 'S2.7: while she writes, no time runs');
is(waits(), undef, 'D1: and she waits for nothing');
my $since = $eva->say($chat, 'Hej?')->{created_at};
my $event = $hears->expect(sub ($e) {
    $e->{type} eq 'conversation.updated'
        && defined $e->{data}{focus_due_at} },
    'S2.6: from her text on the agent is told until when');
is($event->{data}{focus_due_at}, due($anna), 'S2.6: the same by request');
is(waits(), $since, 'D1: since then she waits');
is($eva->conversation($chat)->{waiting_since}, undef,
    'D1: of which a customer hears nothing');

# D1: focus stops it, of its agent alone

answered($chief->post("v1/conversations/$chat/focus", { focused => true }),
    204, 'D1: a colleague who looks');
isnt(due($anna), undef, 'D1: stops nothing');
answered($anna->post("v1/conversations/$chat/focus", { focused => false }),
    204, 'D1: nor who looks away');
isnt(due($anna), undef, 'D1: before she has looked');
problem($eva->post("v1/conversations/$chat/focus", { focused => true }), 403,
    'forbidden', 'D1: a customer has none');
answered($anna->post("v1/conversations/$chat/focus", { focused => true }),
    204, 'D1: its agent is there');
is(due($anna), undef, 'S2.6: and it stays');
$hears->expect({ type => 'conversation.updated',
    'data.focus_due_at' => undef }, 'D1: her other devices hear so');
$time->forward(0.1);
$eva->say($chat, 'Är du där?');
is(due($anna), undef, 'D1: later texts arm nothing, she has been there');
is(waits(), $since, 'D1: nor does she wait the less for them');

# it goes on, in turn, to who has not missed it

$chat = $eva->start_chat('shop');
$bo->online('shop');
my $bo_hears = $bo->stream;
$eva->say($chat, 'Nu då?');
$time->forward(0.5);
$event = $bo_hears->expect({ type => 'conversation.transferred',
    conversation => $chat }, 'S2.6: nobody has come: it goes on');
is_deeply($event->{data}, { from => { agent => $anna->id, flow => 'shop' },
    to => { agent => $bo->id, flow => 'shop' }, automatic => true },
    'S2.6: by itself');
$event = $bo_hears->expect({ type => 'conversation.assigned',
    conversation => $chat }, 'as a new chat');
isnt($event->{data}{focus_due_at}, undef, 'D1: and arms anew');
is($anna->presence->{state}, 'online', 'D1: nothing happens to Anna');

# both have missed it: overdue, and it moves when another gets room

$time->forward(0.5);
$bo_hears->expect({ type => 'conversation.updated', conversation => $chat,
    'data.overdue' => 1 }, 'D1: nobody is left: it is overdue');
is($bo->conversation($chat)->{agent}{id}, $bo->id, 'D1: and stays');

# closed before anybody came; when it goes on, nobody has missed it yet

$eva->must(POST => "v1/conversations/$chat/close");
$eva->say($chat, 'Hallå?');
is($bo->conversation($chat)->{agent}{id}, $bo->id, 'it goes on with Bo');
$time->forward(0.5);
$hears->expect({ type => 'conversation.transferred', conversation => $chat,
    'data.to.agent' => $anna->id }, 'D1: and on to Anna, who missed it then');
$time->forward(0.5);
$hears->expect({ type => 'conversation.updated', conversation => $chat,
    'data.overdue' => 1 }, 'D1: both have missed it again');
$chief->online('shop', { max_chats => 1 });
is($chief->conversation($chat)->{agent}{id}, $chief->id,
    'D1: it moves when one gets room');
$chief->say($chat, 'Nu är jag här');
my $now = $chief->conversation($chat);
ok(!$now->{overdue} && !defined $now->{focus_due_at}
    && !defined $now->{waiting_since}, 'D1: an answer ends it');

# a flow without it; and a flow that sets busy who misses

$chief->presence(state => 'busy');
my $calm = $eva->start_chat('calm');
$eva->say($calm, 'I lugn och ro');
is($anna->conversation($calm)->{focus_due_at}, undef,
    'S2.6: a flow may have none');

$chief->must(PATCH => 'v1/flows/shop', { on_miss => 'busy' });
$bo->presence(state => 'busy');
$chat = $eva->start_chat('shop');
is($anna->conversation($chat)->{agent}{id}, $anna->id, 'Anna has it');
$eva->say($chat, 'Och nu?');
$time->forward(0.5);
$hears->expect({ type => 'presence.changed', 'data.agent' => $anna->id,
    'data.state' => 'busy' }, 'D1: who misses is set busy, where the flow '
    . 'says so');
is($anna->presence->{state}, 'busy', 'D1: and is');

# the customer has heard of nothing but what is hers

my %seen = map { $_->{type} => 1 } $sees->all(sub ($e) {
    exists(($e->{data} // {})->{focus_due_at})
        || exists(($e->{data} // {})->{overdue}) });
is_deeply(\%seen, {}, 'the customer never hears of the deadline');

done_testing;
