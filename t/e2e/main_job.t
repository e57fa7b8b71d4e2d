#!/usr/bin/perl

# The main job: a visitor starts a chat, an agent sees it at once, they
# write to each other, and each sees what the other has seen.

use FindBin;
use lib "$FindBin::Bin/../lib";
use Kundo::Test;

my $site = Kundo::Server->new(one_store());

$site->agent_add('anna', name => 'Anna Alm', role => 'admin');
$site->start;

my $anna = $site->agent('anna');
$anna->must(POST => 'v1/flows',
    { id => 'shop', name => 'The shop', welcome => 'Välkommen!' });
$anna->online('shop');

my $eva   = $site->visitor(name => 'Eva');
my $console = $anna->stream;
my $widget  = $eva->stream(not_worker => $console->worker);

isnt($widget->worker, $console->worker, 'they are on different workers');

# the start

my $start = $eva->post('v1/conversations', { flow => 'shop' });
answered($start, 201, 'S4.3: a visitor starts a conversation');

my $chat = $start->at('id');
is($start->at('kind'), 'customer', 'S4.3: a customer conversation');
is($start->at('channel'), 'chat', 'S4.3: by chat');
is($start->at('flow'), 'shop', 'S4.3: in the flow');
is($start->at('status'), 'open', 'S4.3: open');
is_deeply($start->at('agent'), { id => $anna->id, name => 'Anna Alm' },
    'S1.2: the active agent has it');
is($start->at('starter', 'id'), $eva->id, 'S4.3: the visitor is the starter');
is($start->at('starter', 'kind'), 'visitor', 'S4.3: as a visitor');

my $opened = $console->expect(
    { type => 'conversation.opened', conversation => $chat },
    'S4.3: the agent is told at once');
is($opened->{data}{id}, $chat, 'S4.3: with the conversation');
is($opened->{data}{agent}{id}, $anna->id,
    'S4.3: as it is when all is done: somebody has it');

# the welcome

my $welcome = $widget->expect(
    { type => 'message.created', conversation => $chat },
    'S2.5: the visitor gets the welcome message');
is($welcome->{data}{text}, 'Välkommen!', 'S2.5: with the text of the flow');
is($welcome->{data}{seq}, 1, 'S2.5: it is a message like others');
like($welcome->{data}{from}{kind}, qr/^(bot|system)$/,
    'S2.5: nobody has written it');
$console->expect({ type => 'message.created', 'data.seq' => 1 },
    'S2.5: the agent sees it too');

# both write

for my $turn (
    [ $eva,  2, 'Hej! Har ni röda skor? 👠' ],
    [ $anna, 3, 'Ja, det har vi.' ],
    [ $eva,  4, "I storlek 38?\n\"precis\" <b>38</b> \\ \x{2028}" ],
    [ $anna, 5, 'Även det.' ])
{
    my ($who, $seq, $text) = @$turn;

    my $cid    = $who->new_cid;
    my $answer = $who->post("v1/conversations/$chat/messages",
        { cid => $cid, text => $text });

    answered($answer, 201, "S4.3: message $seq is taken");
    is($answer->at('seq'), $seq, "S4.3: as number $seq");
    is($answer->at('text'), $text, "S4.3: with its text");
    is($answer->at('cid'), $cid, "S4.3: with its cid");
    is($answer->at('conversation'), $chat, 'S4.3: in its conversation');
    is($answer->at('from', 'id'), $who->id, 'S4.3: from its writer');
    like($answer->at('created_at'),
        qr/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/, 'S4.3: with its time');
    like($answer->at('id'), qr/^[A-Za-z0-9_-]{1,40}$/, 'S4.3: with an id');

    for my $side ([ 'console', $console ], [ 'widget', $widget ]) {
        my $event = $side->[1]->expect(
            { type => 'message.created', 'data.seq' => $seq },
            "S4.3: message $seq reaches the $side->[0]");
        is_deeply($event->{data}, $answer->json,
            "S4.3: the $side->[0] gets the very message");
        is($event->{conversation}, $chat, 'S4.3: of the conversation');
        ok($event->{cursor}, 'S4.3: with a cursor');
    }
}

for my $who ($eva, $anna) {
    is_deeply([ map { $_->{seq} } $who->messages($chat) ], [ 1 .. 5 ],
        'S4.3: seq counts 1, 2, 3 without gaps');
    is($who->conversation($chat)->{last_seq}, 5, 'S4.3: last_seq');
}

# seen

answered($eva->post("v1/conversations/$chat/seen", { seq => 5 }), 204,
    'D7: the visitor has seen it');
my $seen = $console->expect({ type => 'message.seen', 'data.seq' => 5 },
    'D7: the agent is told');
is($seen->{data}{by}{id}, $eva->id, 'D7: by whom');
is($anna->conversation($chat)->{seen}{ $eva->id }, 5,
    'D7: it stands in the conversation');
is($eva->conversation($chat)->{unread}, 0, 'D7: nothing is unread');

$eva->say($chat, 'Tack!');
is($anna->conversation($chat)->{unread}, 1, 'D7: unread by the agent');
$anna->must(POST => "v1/conversations/$chat/seen", { seq => 6 });
$widget->expect({ type => 'message.seen', 'data.seq' => 6,
    'data.by.id' => $anna->id }, 'D7: the visitor sees what the agent saw');
is($anna->conversation($chat)->{unread}, 0, 'D7: seen on any device');
$anna->must(POST => "v1/conversations/$chat/seen", { seq => 2 });
is($anna->conversation($chat)->{seen}{ $anna->id }, 6,
    'D7: what was seen stays seen');

# the end, and a second conversation beside it

answered($eva->post("v1/conversations/$chat/close"), 200,
    'S4.3: the visitor closes');
$console->expect({ type => 'conversation.closed', conversation => $chat,
    'data.status' => 'closed' }, 'S4.3: the agent is told of the end');
is($anna->presence->{chats}, 0, 'S2.4: it counts no longer');

my $again = $eva->start_chat('shop', text => 'En sak till', cid => 'again-1');
isnt($again, $chat, 'S4.3: a new conversation');
my $first = $console->expect({ type => 'message.created',
    conversation => $again, 'data.cid' => 'again-1' },
    'S4.3: it may start with a text');
is($first->{data}{text}, 'En sak till', 'S4.3: that reaches the agent');
is_deeply([ map { $_->{id} } @{ $eva->must(GET => 'v1/conversations')
    ->{items} } ], [ $again, $chat ], 'S4.3: both are hers, newest first');

done_testing;
