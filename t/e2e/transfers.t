#!/usr/bin/perl

# Transfers: to an agent, to a flow, with the history, refused with the
# reason and then nothing has changed; what each of those who look on hears.

use FindBin;
use lib "$FindBin::Bin/../lib";
use Kundo::Test;

my $site = Kundo::Server->new(one_store('rate  off;', 'auto_transfer  0;'));

$site->flow('coolio', 'Coolio support');
$site->flow('fridge', 'Teknisk support kylskåp', '--private');
$site->flow('ac', 'Teknisk support AC', '--private');
$site->agent_add($_) for qw(susanne eva werner anna away);
$site->agent_add('chief', role => 'admin');
$site->start;

my ($susanne, $eva, $werner, $anna, $away, $chief)
    = map { $site->agent($_) } qw(susanne eva werner anna away chief);

$susanne->online('coolio', { max_chats => 2 });
my $kim  = $site->visitor(name => 'Kim');
my $chat = $kim->start_chat('coolio');
$kim->say($chat, 'Mitt kylskåp låter');

$eva->online('coolio', { max_chats => 1 });
$_->online('fridge', { max_chats => 1 }) for $werner, $anna;

my %hears = map { lc $_->name => $_->stream } $susanne, $eva, $werner, $anna;
my $sees  = $kim->stream;

sub transfer ($who, $to, @note) {
    return $who->post("v1/conversations/$chat/transfers",
        { to => $to, @note ? (note => $note[0]) : () });
}

# S1.4, S1.5: what is possible, and why not

sub targets ($who) {
    my $all = $who->must(GET => "v1/conversations/$chat/targets");
    my %of  = map { lc $_->{name} => $_->{reason} // 'yes' }
        @{ $all->{agents} };

    return (\%of, { map { $_->{id} => [ $_->{reason} // 'yes',
        $_->{active} ] } @{ $all->{flows} } });
}

my ($agents, $flows) = targets($susanne);
is_deeply($agents, { eva => 'yes', werner => 'yes', anna => 'yes',
    away => 'agent_offline', chief => 'agent_offline' },
    'S1.4: every other agent, and who is not there');
is_deeply($flows, { coolio => ['yes', 2], fridge => ['yes', 2],
    ac => ['flow_inactive', 0] },
    'S1.5: a flow in which nobody is active cannot be chosen');

# refusals change nothing

my $before = encode_json($susanne->conversation($chat));
my $max    = $eva->presence->{chats};

problem(transfer($susanne, { flow => 'ac' }), 409, 'flow_inactive',
    'S1.5: not to a flow in which nobody is active');
problem(transfer($susanne, { agent => $away->id }), 409, 'agent_offline',
    'D4: not to who is offline');
$eva->presence(state => 'busy');
problem(transfer($susanne, { agent => $eva->id }), 409, 'agent_busy',
    'S2.3: not to who is busy');
$eva->presence(state => 'online');
my $other = $site->visitor->start_chat('coolio');
is($eva->conversation($other)->{agent}{id}, $eva->id, 'Eva has her one chat');
problem(transfer($susanne, { agent => $eva->id }), 409, 'agent_full',
    'D4: not to who has no room');
problem(transfer($susanne, { flow => 'coolio' }), 409, 'agent_full',
    'D4: nor to a flow in which nobody has');
problem(transfer($susanne, { agent => $susanne->id }), 400, 'bad_value',
    'not to whom it is with');
problem(transfer($susanne, { agent => 'nobody' }), 400, 'bad_value',
    'not to nobody');
problem(transfer($susanne, { flow => 'nowhere' }), 400, 'bad_value',
    'not to nowhere');
problem(transfer($susanne, { flow => 'fridge', agent => $eva->id }), 400,
    'bad_value', 'not to both');
problem(transfer($susanne, {}), 400, 'bad_value', 'not to nothing');
problem(transfer($eva, { flow => 'fridge' }), 403, 'forbidden',
    'only its agent transfers it');
problem(transfer($kim, { flow => 'fridge' }), 403, 'forbidden',
    'no customer does');
is(encode_json($susanne->conversation($chat)), $before,
    'D4: all is as it was');

# S1.6: to a flow, with a note for who gets it

my $moved = transfer($susanne, { flow => 'fridge' }, 'Ljudet, inte värmen');
answered($moved, 200, 'S1.6: it goes to the flow');
is($moved->at('flow'), 'fridge', 'S1.6: which it takes');

my $to = $moved->at('agent')->{id};
my ($first, $second) = $to eq $werner->id ? ($werner, $anna)
    : ($anna, $werner);
is($to, $first->id, 'S1.6: it lands with one who is active there');
is($moved->at('status'), 'open', 'and is open');

my $event = $hears{ lc $first->name }->expect(
    { type => 'conversation.transferred', conversation => $chat },
    'S1.6: who gets it hears of it');
is_deeply($event->{data}, { from => { agent => $susanne->id,
    flow => 'coolio' }, to => { agent => $to, flow => 'fridge' },
    automatic => false }, 'S1.6: from whom, and to whom');
$hears{ lc $first->name }->expect({ type => 'conversation.assigned',
    conversation => $chat, 'data.agent.id' => $to },
    'S1.6: as a new chat of hers');
$hears{susanne}->expect({ type => 'conversation.transferred',
    conversation => $chat }, 'S1.4: who loses it hears of it, too');
$hears{eva}->expect({ type => 'conversation.transferred',
    conversation => $chat }, 'and who saw it in its flow');

$event = $sees->expect({ type => 'conversation.transferred',
    conversation => $chat }, 'the customer is told');
is_deeply($event->{data}, { from => { agent => $susanne->id,
    flow => 'coolio' }, to => { agent => $to, flow => undef },
    automatic => false }, 'S1.3: but not of the 2nd line');
is($kim->conversation($chat)->{flow}, undef,
    'S1.3: nor does her conversation name it');

is_deeply([ map { $_->{text} } $first->messages($chat) ],
    ['Mitt kylskåp låter'], 'S1.4: the history goes with it');
is($susanne->presence->{chats}, 0, 'S2.4: she has one chat less');
is($first->presence->{chats}, 1, 'S2.4: and the other one more');

my ($note) = @{ $first->must(GET => "v1/conversations/$chat/notes")
    ->{items} };
is($note->{text}, 'Ljudet, inte värmen', 'S1.4: the note is there');
is($note->{from}{id}, $susanne->id, 'S1.4: and says from whom');
problem($kim->get("v1/conversations/$chat/notes"), 403, 'forbidden',
    'a note is for agents alone');

# the line between the messages, for both sides

my $page = $kim->must(GET => "v1/conversations/$chat/messages");
is_deeply([ map { [ @$_{qw(after_seq type automatic)} ] }
    @{ $page->{lines} } ], [ [1, 'transferred', false] ],
    'S1.4: a line says so after the message');
is($page->{lines}[0]{to}{agent}, $to, 'S1.4: and who has it now');
is($page->{lines}[0]{to}{flow}, undef, 'S1.3: not where');

# again, as after a lost answer

$moved = $susanne->post("v1/conversations/$chat/transfers",
    { to => { agent => $to } });
answered($moved, 200, 'what is done already is done');
answered(transfer($susanne, { flow => 'fridge' }, 'Ljudet, inte värmen'),
    200, 'S1.6: so is a transfer to the flow, after a lost answer');
is(@{ $first->must(GET => "v1/conversations/$chat/messages")->{lines} }, 1,
    'and not twice');

# S1.4: to an agent of another flow: the chat keeps its flow (D11)

$susanne->presence(state => 'busy');
problem($first->post("v1/conversations/$chat/transfers",
    { to => { agent => $susanne->id } }), 409, 'agent_busy',
    'S2.3: not back to who is busy by now');
$moved = $chief->post("v1/conversations/$chat/transfers",
    { to => { agent => $second->id } });
answered($moved, 200, 'an administrator may, too');
is($moved->at('flow'), 'fridge', 'D11: it keeps its flow');
is($moved->at('agent')->{id}, $second->id, 'and is with that agent');

# transfer away makes room, and the queue is drained in the same step

my $waits = $site->visitor;
my $queued = $waits->start_chat('coolio');
is($waits->conversation($queued)->{status}, 'queued', 'D2: a third waits');
$first->presence(state => 'online', max_chats => 2);
answered($eva->post("v1/conversations/$other/transfers",
    { to => { flow => 'fridge' } }), 200, 'Eva gives hers away');
is($waits->conversation($queued)->{agent}{id}, $eva->id,
    'D2: who waits has her place');

# nothing of a closed one

$second->must(POST => "v1/conversations/$chat/close");
problem($second->post("v1/conversations/$chat/transfers",
    { to => { agent => $first->id } }), 409, 'closed',
    'a closed one is not transferred');

# what is possible, live, also by what happens in a flow that one cannot see

$chief->must(PATCH => 'v1/flows/fridge',
    { agents => [ map { $_->id } $first, $second ] });
problem($eva->get("v1/conversations/$chat"), 404, 'not_found',
    'Eva does not see the other line');

my $picks = $eva->stream;

sub reason () {
    my $all = $picks->request(GET => "v1/conversations/$queued/targets")->json;
    my ($of) = grep { $_->{id} eq $second->id } @{ $all->{agents} };
    return $of->{reason};
}

is(reason(), undef, 'S1.4: she may choose its agent');
$second->must(PATCH => "v1/conversations/$chat", { status => 'open' });
$picks->expect('board.changed', 'S1.4: she is told that there is another '
    . 'answer by now');
is(reason(), 'agent_full', 'D4: who has no room any more');

done_testing;
