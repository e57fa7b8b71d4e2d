#!/usr/bin/perl

# Typing marks: relayed, not kept, and gone after 6 s unless renewed.

use FindBin;
use lib "$FindBin::Bin/../lib";
use Kundo::Test;

my $site = Kundo::Server->new(one_store());

$site->flow('shop')->flow('second', 'Second line', '--private');
$site->agent_add($_) for qw(anna bo cia);
$site->agent_add('chief', role => 'admin');
$site->start;

my $anna = $site->agent('anna')->online('shop');
my $eva  = $site->visitor(name => 'Eva');
my $kim  = $site->visitor(name => 'Kim');
my $chat = $eva->start_chat('shop');
my $kims = $kim->start_chat('shop');

my @console = ($anna->stream);
push @console, $anna->stream(not_worker => $console[0]->worker);

my @widget = ($eva->stream);
push @widget, $eva->stream(not_worker => $widget[0]->worker);

my @other = ($kim->stream);
push @other, $kim->stream(not_worker => $other[0]->worker);

sub typing ($who, $on) {
    return $who->post("v1/conversations/$chat/typing", { on => $on });
}

# the visitor writes

answered(typing($eva, true), 204, 'S2.2: a typing mark is taken');

for my $console (@console) {
    my $event = $console->expect(
        { type => 'typing', conversation => $chat, 'data.on' => 1 },
        'S2.2: the agent sees it on worker ' . $console->worker);
    is($event->{data}{by}{id}, $eva->id, 'S2.2: by whom');
    is($event->{data}{by}{kind}, 'visitor', 'S2.2: a visitor');
    ok(!defined $event->{cursor}, 'S2.2: it has no cursor');
}

typing($eva, false);

for my $console (@console) {
    my $off = $console->expect({ type => 'typing', conversation => $chat },
        'S2.2: that it has stopped is seen too');
    ok(!$off->{data}{on}, 'S2.2: on is false');
}

# the agent writes

answered(typing($anna, true), 204, 'S2.2: the agent may as well');
$_->expect({ type => 'typing', conversation => $chat, 'data.on' => 1,
    'data.by.id' => $anna->id, 'data.by.kind' => 'agent' },
    'S2.2: the visitor sees it') for @widget;

# renewed: still on; not renewed: an end by itself

typing($eva, true);
$_->expect({ type => 'typing', 'data.by.id' => $eva->id, 'data.on' => 1 },
    'S2.2: on again') for @console;

for my $console (@console) {
    my $off = $console->expect({ type => 'typing', conversation => $chat,
        'data.by.id' => $eva->id }, 'S2.2: a mark that is not renewed ends');
    ok(!$off->{data}{on}, 'S2.2: by on: false');
}

$_->expect({ type => 'typing', conversation => $chat,
    'data.by.id' => $anna->id, 'data.on' => 0 },
    'S2.2: the agent\'s as well') for @widget;

# renewed on another worker: it is one mark, which ends once

my @eva = map { $_->worker } @widget;
isnt($eva[0], $eva[1], 'two lines of one visitor, on both workers');

my $begin = @{ $console[0]->events };
$_->request(POST => "v1/conversations/$chat/typing", { on => true })
    for @widget;
$console[0]->wait_for({ type => 'typing', 'data.by.id' => $eva->id,
    'data.on' => 0 });
typing($anna, true);
$_->wait_for({ type => 'typing', 'data.by.id' => $anna->id, 'data.on' => 0 })
    for @widget;
is(scalar grep({ Kundo::Events::matches($_, { type => 'typing',
    'data.by.id' => $eva->id, 'data.on' => 0 }) }
    @{ $console[0]->events }[$begin .. $#{ $console[0]->events }]), 1,
    'S2.2: renewed on another worker, a mark ends once');

# a message ends the mark or not, but other visitors never see one: their
# next event is their own message, sent after all of the above

$kim->say($kims, 'Är det någon där?');

for my $other (@other) {
    $other->expect({ type => 'message.created', conversation => $kims },
        'the other visitor has her own message');
    is(scalar $other->all('typing'), 0,
        'S2.2: and no mark of another conversation');
}

problem($kim->post("v1/conversations/$chat/typing", { on => true }), 404,
    'not_found', 'S2.2: nobody types in a conversation of others');

# transferred meanwhile: its end is for who has heard of it by now

my ($bo, $cia, $chief) = map { $site->agent($_) } qw(bo cia chief);

$chief->must(PATCH => 'v1/flows/second', { agents => [$bo->id, $cia->id] });
$chief->must(PATCH => 'v1/flows/shop', { agents => [$anna->id] });
$bo->online('second');

my $looks = $cia->stream;

my @on = (POST => "v1/conversations/$chat/typing", { on => true });

$widget[0]->request(@on);
$anna->must(POST => "v1/conversations/$chat/transfers",
    { to => { flow => 'second' } });
$widget[0]->request(@on);
$looks->expect({ type => 'typing', conversation => $chat, 'data.on' => 1 },
    'S2.2: a colleague in the new flow sees the mark');
$looks->expect({ type => 'typing', conversation => $chat, 'data.on' => 0 },
    'S2.2: and its end');

# not kept: who resumes gets none

my $from = $console[0]->hello->{cursor};
my $again = $anna->stream(since => $from);
$again->expect({ type => 'message.created', conversation => $kims },
    'a resumed stream has the message');
is(scalar $again->all('typing'), 0, 'S2.2: and no old mark');

done_testing;
