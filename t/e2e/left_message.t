#!/usr/bin/perl

# No agent is active: the visitor leaves a message, which the flow's agents
# see; the first to answer is assigned.

use FindBin;
use lib "$FindBin::Bin/../lib";
use Kundo::Test;

my $site = Kundo::Server->new(one_store());

$site->flow('shop')->flow('other');
$site->agent_add($_) for qw(anna bo cia);
$site->start;

my %agent = map { $_ => $site->agent($_) } qw(anna bo cia);

is($site->nobody->must(GET => 'v1/flows/shop/status')->{available}, false,
    'D2: nobody is there');

my $eva   = $site->visitor(name => 'Eva');
my $start = $eva->post('v1/conversations',
    { flow => 'shop', text => 'Ring mig!', cid => 'left-1' });

answered($start, 201, 'D2: no agent active');
is($start->at('status'), 'open', 'D2: the message is left: open');
is($start->at('agent'), undef, 'D2: without an agent');
is($start->at('left_message'), true, 'D2: as a left message');
is($start->at('queue_position'), undef, 'D2: it does not queue');

my $chat = $start->at('id');

# the agents of the flow see it when they come

for my $name (qw(anna bo)) {
    $agent{$name}->online('shop', { max_chats => 1 });
    my $inbox = $agent{$name}->must(GET => 'v1/inbox?view=open');
    is_deeply([ map { $_->{id} } @{ $inbox->{items} } ], [ $chat ],
        "D2: $name sees it");
    is($agent{$name}->presence->{chats}, 0, 'D4: it fills no place');
}

is(($eva->conversation($chat)->{agent}), undef,
    'D2: coming online alone takes nothing');

my $console = $agent{anna}->stream;
my $second  = $agent{bo}->stream(not_worker => $console->worker);
my $widget  = $eva->stream;

# both answer at the same time: one is assigned, both are heard

my @answers = all_of(map {
    $agent{$_}->request_p(POST => "v1/conversations/$chat/messages",
        { cid => "reply-$_", text => "Svar av $_" }) } qw(anna bo));

answered($_, 201, 'D2: the answer is taken') for @answers;

my ($first) = sort { $a->at('seq') <=> $b->at('seq') } @answers;
my $now     = $eva->conversation($chat);
is($now->{agent}{id}, $first->at('from', 'id'),
    'D2: the first to answer is assigned');
is_deeply([ map { $_->at('seq') } sort { $a->at('seq') <=> $b->at('seq') }
    @answers ], [ 2, 3 ], 'D2: seq goes on');

$_->expect(sub ($e) {
    ($e->{conversation} // '') eq $chat
        && ($e->{data}{agent}{id} // '') eq $now->{agent}{id}
}, 'D2: both agents are told') for $console, $second;

$widget->expect({ type => 'message.created', 'data.seq' => 2 },
    'D2: the visitor gets the answer');

is($agent{ $_->[0] }->presence->{chats}, 0, 'D4: still no live chat')
    for [ 'anna' ], [ 'bo' ];

# an agent who is full may answer one, too: it binds no place

my $kim = $site->visitor;
is($kim->must(POST => 'v1/conversations', { flow => 'other' })
    ->{left_message}, true, 'D2: a flow without agents beside one that has');

# an agent goes offline: new ones are left again

$agent{$_}->must(PUT => 'v1/presence', { state => 'offline', flows => [] })
    for qw(anna bo);
is($site->visitor->must(POST => 'v1/conversations', { flow => 'shop' })
    ->{left_message}, true, 'D2: after they have gone');

# who is busy is there, but takes none: the visitor queues or leaves a
# message, and never gets that agent

$agent{cia}->must(PUT => 'v1/presence', { state => 'busy',
    flows => ['shop'] });
my $late = $site->visitor->must(POST => 'v1/conversations',
    { flow => 'shop' });
is($late->{agent}, undef, 'S2.3: a busy agent gets none');

done_testing;
