#!/usr/bin/perl

# First and second line: one flow takes what comes from the site; others,
# private, take one kind of question each, by transfer, from agents who may
# change lines while they work.

use FindBin;
use lib "$FindBin::Bin/../lib";
use Kundo::Test;

my $site = Kundo::Server->new(one_store('rate  off;'));

$site->flow('support', 'Coolio support');
$site->flow('fridge', 'Kylskåp', '--private');
$site->flow('ac', 'AC', '--private');
$site->agent_add($_) for qw(susanne werner anna);
$site->start;

my ($susanne, $werner, $anna)
    = map { $site->agent($_) } qw(susanne werner anna);

# each listens on either worker

my %hears;

for my $who ($susanne, $werner, $anna) {
    my $one = $who->stream;
    $hears{ $who->name } = [ $one, $who->stream(not_worker => $one->worker) ];
}

sub heard ($who, $want, $title) {
    return map { $_->expect($want, "$title, on worker " . $_->worker) }
        @{ $hears{ $who->name } };
}

sub assigned ($chat, $who) {
    return { type => 'conversation.assigned', conversation => $chat,
        'data.agent.id' => $who->id };
}

sub agent_of ($chat) {
    return ($susanne->conversation($chat)->{agent} // {})->{id};
}

$susanne->online('support', { max_chats => 10 });
$_->online('fridge', { max_chats => 10 }) for $werner, $anna;

# S1.1: what comes from the site is the first line's

my @visitors = map { $site->visitor } 1 .. 4;
my @chats    = map { $_->start_chat('support', text => 'Hej',
    cid => $_->new_cid) } @visitors;

is_deeply([ map { agent_of($_) } @chats ], [ ($susanne->id) x 4 ],
    'S1.1: all that comes in is with the first line');
heard($susanne, assigned($chats[3], $susanne), 'S1.1: who hears of it');
is_deeply([ map { $_->presence->{chats} } $werner, $anna ], [ 0, 0 ],
    'S1.3: the second line gets none of it');

for my $flow (qw(fridge ac)) {
    problem($visitors[0]->post('v1/conversations', { flow => $flow }), 404,
        'not_found', "S1.1, S1.3: \"$flow\" cannot be started");
    problem($site->nobody->get("v1/flows/$flow/status"), 404, 'not_found',
        "S1.3: \"$flow\" is nowhere on the site");
}

# S1.1, S1.6: one kind of question each; to a flow, in turn

my @moved = map { $susanne->must(POST => "v1/conversations/$_/transfers",
    { to => { flow => 'fridge' } }) } @chats[0, 1];

is_deeply([ sort map { $_->{agent}{id} } @moved ],
    [ sort $werner->id, $anna->id ],
    'S1.6: two chats go to the two who are active there');

for my $is (@moved) {
    my ($who) = grep { $_->id eq $is->{agent}{id} } $werner, $anna;
    heard($who, assigned($is->{id}, $who), 'S1.6: ' . $who->name
        . ' has it as a new one');
    is_deeply([ map { $_->{text} } $who->messages($is->{id}) ], ['Hej'],
        'S1.4: with all that was written');
}

problem($susanne->post("v1/conversations/$chats[2]/transfers",
    { to => { flow => 'ac' } }), 409, 'flow_inactive',
    'S1.5: where nobody is active it cannot go');
is(agent_of($chats[2]), $susanne->id, 'S1.5: and stays');

# S1.4: as easily to an agent, who need not work in its flow (D11)

my $is = $susanne->must(POST => "v1/conversations/$chats[2]/transfers",
    { to => { agent => $anna->id } });
is($is->{flow}, 'support', 'S1.4, D11: to an agent it keeps its flow');
heard($anna, assigned($chats[2], $anna), 'S1.4: who has it');

# S1.7: Anna changes lines: with what she has, she gets what comes in

$anna->online('support', 'ac');
is_deeply([ sort @{ $anna->presence->{flows} } ], [ 'ac', 'support' ],
    'S1.7: an agent changes lines while online');
is($anna->presence->{chats}, 2, 'S1.7: and keeps her chats');

my @more = map { $_->start_chat('support') } @visitors;
is_deeply([ sort map { agent_of($_) } @more ],
    [ sort +($susanne->id) x 2, ($anna->id) x 2 ],
    'S1.2, S1.7: now the two of them take turns');
is($werner->presence->{chats}, 1, 'S1.3: who has stayed gets none');

$is = $susanne->must(POST => "v1/conversations/$chats[3]/transfers",
    { to => { flow => 'ac' } });
is($is->{agent}{id}, $anna->id, 'S1.5: the flow can be chosen now');
is($is->{flow}, 'ac', 'S1.6: and the chat takes it');

$anna->online('ac');
@more = map { $site->visitor->start_chat('support') } 1, 2;
is_deeply([ map { agent_of($_) } @more ], [ ($susanne->id) x 2 ],
    'S1.7: back in the second line nothing comes in');

done_testing;
