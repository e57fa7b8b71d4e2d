#!/usr/bin/perl

# The board: who is there, with how many chats, and who waits where; live,
# for agents alone, and never more than a hint a second.

use FindBin;
use lib "$FindBin::Bin/../lib";
use Kundo::Test;

use Mojo::Date;

my $site = Kundo::Server->new(one_store('rate  off;', 'auto_transfer  0;'));

$site->flow('shop')->flow('second', 'Second line', '--private');
$site->agent_add($_) for qw(anna bo);
$site->agent_add('chief', role => 'admin');
$site->start;

my ($anna, $bo, $chief) = map { $site->agent($_) } qw(anna bo chief);
my ($eva, $kim, $lo) = map { $site->visitor(name => $_) } qw(Eva Kim Lo);

sub agent_of ($board, $who) {
    return (grep { $_->{id} eq $who->id } @{ $board->{agents} })[0];
}

sub flow_of ($board, $id) {
    return (grep { $_->{id} eq $id } @{ $board->{flows} })[0];
}

sub ms ($time) { return int(1000 * Mojo::Date->new($time)->epoch + 0.5) }

# who may ask

my $anna_hears = $anna->stream;
my $eva_hears  = $eva->stream;

problem($site->nobody->get('v1/board'), 401, 'unauthorized',
    'nobody gets the board');
problem($eva->get('v1/board'), 403, 'forbidden', 'a visitor does not');
is($eva_hears->request(GET => 'v1/board')->status, 403, 'nor by a socket');
is($eva->try_stream(board => 1)->status, 403, 'nor a stream of its changes');
is($eva->try_sse(board => 1)->status, 403, 'nor as server-sent events');
answered($anna->get('v1/board'), 200, 'an agent does');
is($chief->try_sse(board => 2)->status, 400, 'board takes 1');

# what it shows before anybody is there

my $board = $chief->must(GET => 'v1/board');

is_deeply([ sort keys %$board ], [ qw(agents at flows more) ],
    'the board has a time, agents and flows');
is_deeply($board->{more}, { agents => 0, flows => 0 }, 'nothing is left out');
is_deeply([ map { $_->{name} } @{ $board->{agents} } ],
    [ qw(Anna Bo Chief) ], 'all agents are on it');
is_deeply(agent_of($board, $anna), { id => $anna->id, name => 'Anna',
    state => 'offline', since => undef, flows => [], chats => 0,
    max_chats => 4, overdue => 0 }, 'one who was never there');
is_deeply($board->{flows}[0], { id => 'shop', name => 'Flow shop',
    public => true, active => 0, room => 0, chats => 0, queue => 0,
    waiting_since => undef, overdue => 0 }, 'a flow with nobody in it');
ok(!flow_of($board, 'second')->{public}, 'S1.3: a private flow is on it');

# live, through the other worker: whoever has read it is told once

my $sees  = $chief->stream;
my $works = $anna->stream(not_worker => $sees->worker);

sub look () { return $sees->request(GET => 'v1/board')->json }

# Reads anew with every hint, until the board shows it.

sub until_board ($shows, $title) {
    my $board = look();

    for (1 .. 100) {
        last if $shows->($board) || !$sees->wait_for('board.changed');
        $board = look();
    }

    ok($shows->($board), $title) or diag(encode_json($board));

    return $board;
}

look();
is($works->request(PUT => 'v1/presence', { state => 'online',
    flows => ['shop'], max_chats => 1 })->status, 200, 'Anna comes');
my $hint = $sees->expect('board.changed', 'a hint tells of it');
is_deeply([ sort keys %$hint ], [ qw(at conversation data type) ],
    'it has no cursor');
is_deeply([ @$hint{qw(conversation data)} ], [ undef, {} ],
    'and says nothing else');

$board = look();
my $row = agent_of($board, $anna);
is($row->{state}, 'online', 'S1.7: she is there');
is($row->{since}, ($sees->all({ type => 'presence.changed',
    'data.agent' => $anna->id }))[0]{at}, 'since when');
is_deeply($row->{flows}, ['shop'], 'S1.7: and where');
is_deeply([ @{ flow_of($board, 'shop') }{qw(active room chats)} ],
    [ 1, 1, 0 ], 'S2.4: the flow has room for one chat');

# a chat, a queue and its longest wait

my $chat   = $eva->start_chat('shop');
my $waits  = $kim->start_chat('shop');
my $second = $lo->start_chat('shop');

$board = until_board(sub ($b) { flow_of($b, 'shop')->{queue} == 2 },
    'D2: two wait');
is(flow_of($board, 'shop')->{waiting_since},
    $chief->conversation($waits)->{created_at},
    'the longest wait is that of the first');
is_deeply([ @{ flow_of($board, 'shop') }{qw(room chats)} ], [ 0, 1 ],
    'S2.4: no room, and one chat');
is(agent_of($board, $anna)->{chats}, 1, 'S2.4: which is Anna\'s');

$works->request(PUT => 'v1/presence', { state => 'online', max_chats => 2 });
$board = until_board(sub ($b) { flow_of($b, 'shop')->{queue} == 1 },
    'S2.4: more room takes the first of the queue');
is(flow_of($board, 'shop')->{waiting_since},
    $chief->conversation($second)->{created_at},
    'and another waits longest');
is_deeply([ @{ agent_of($board, $anna) }{qw(chats max_chats)} ], [ 2, 2 ],
    'she is full');

# a transfer goes from flow to flow

$bo->online('second');
answered($works->request(POST => "v1/conversations/$chat/transfers",
    { to => { flow => 'second' } }), 200, 'a chat goes to the second line');
$board = until_board(sub ($b) { flow_of($b, 'second')->{chats} == 1 },
    'S1.4: it is there');
is_deeply([ @{ flow_of($board, 'shop') }{qw(chats queue waiting_since)} ],
    [ 2, 0, undef ], 'and who waited has its place');
is(agent_of($board, $bo)->{chats}, 1, 'Bo has it');

# another choice of flows, a busy agent, another name, an end

$bo->presence(state => 'online', flows => [ qw(second shop) ]);
until_board(sub ($b) { @{ agent_of($b, $bo)->{flows} } == 2 },
    'S1.7: another choice of flows is told as well');
$bo->presence(state => 'busy');
$board = until_board(sub ($b) { agent_of($b, $bo)->{state} eq 'busy' },
    'S2.3: busy');
is_deeply([ @{ flow_of($board, 'second') }{qw(active room)} ], [ 1, 0 ],
    'S2.3: active, and without room');
$chief->must(PATCH => 'v1/flows/second', { name => 'Line two' });
until_board(sub ($b) { flow_of($b, 'second')->{name} eq 'Line two' },
    'a flow has another name');
$eva->must(POST => "v1/conversations/$chat/close");
until_board(sub ($b) { flow_of($b, 'second')->{chats} == 0 },
    'a chat is closed');

# overdue, and not any more

$chief->must(PATCH => 'v1/flows/shop', { auto_transfer_s => 1 });
$kim->say($waits, 'Hej?');
$board = until_board(sub ($b) { flow_of($b, 'shop')->{overdue} == 1 },
    'S2.6: who is not turned to in time is overdue');
is(agent_of($board, $anna)->{overdue}, 1, 'S2.6: with Anna');
$anna->say($waits, 'Här är jag');
$board = until_board(sub ($b) { flow_of($b, 'shop')->{overdue} == 0 },
    'D1: an answer ends it');
is(agent_of($board, $anna)->{overdue}, 0, 'for her, too');

# who has been told is told no more before the next look: at a board whose
# worker has heard of all that is on it, or that is a change still to be told

$anna->presence(state => 'busy');
$sees->expect({ type => 'presence.changed', 'data.agent' => $anna->id,
    'data.state' => 'busy' }, 'the worker has heard of it');
$board = until_board(sub ($b) { agent_of($b, $anna)->{state} eq 'busy' },
    'the board is as of now');

my $follows = $chief->stream(board => 1, worker => $sees->worker);
my $sse     = $chief->sse(board => 1, not_worker => $sees->worker);

$_->expect('board.changed', 'who opens a stream for it hears at once')
    for $follows, $sse;

my $before = () = $sees->all('board.changed');

for my $n (1 .. 3) {
    $works->request(PUT => 'v1/presence',
        { state => $n % 2 ? 'online' : 'busy' });
    $_->expect('board.changed', "change $n is told to who follows")
        for $follows, $sse;
}

$sees->request(GET => 'v1/presence');
is(scalar(() = $sees->all('board.changed')), $before + 1,
    'who has read it once, once');
ok(!grep({ defined $_->{cursor} || defined $_->{sse_id} }
    $follows->all('board.changed'), $sse->all('board.changed')),
    'no hint has a cursor');

# a storm: a hint a second, and the last one comes after the last change

for my $n (1 .. 60) {
    $works->request(PUT => 'v1/presence',
        { state => 'online', max_chats => 2 + $n });
}

for my $stream ($follows, $sse) {
    $stream->expect(sub ($e) { $e->{type} eq 'board.changed' },
        'the storm is told');
    my @at   = map { ms($_->{at}) } $stream->all('board.changed');
    my @soon = grep { $at[$_] - $at[$_ - 1] < 990 } 2 .. $#at;
    is(scalar @soon, 0, 'at most once a second') or diag("@at");
}

until_board(sub ($b) { agent_of($b, $anna)->{max_chats} == 62 },
    'and the board shows the end of it');

# a reload: the streams end, and a new one goes on

$site->reload;
is($sees->wait_closed->[0], 1012, 'the old worker sends its streams away');
$sees = $chief->stream(since => $sees->cursor);
look();
$anna->presence(state => 'offline');
$board = until_board(sub ($b) { agent_of($b, $anna)->{state} eq 'offline' },
    'after a resume it is live again');
is_deeply(agent_of($board, $anna)->{flows}, [], 'who is gone works nowhere');

# who has not asked hears nothing of it

is(scalar(() = map { $_->all('board.changed') } $anna_hears, $eva_hears,
    $works), 0, 'no agent and no visitor was told anything');

done_testing;
