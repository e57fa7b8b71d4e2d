#!/usr/bin/perl

# All agents full: the visitor waits in the flow's queue, first in, first
# out, and is told the position whenever it changes.

use FindBin;
use lib "$FindBin::Bin/../lib";
use Kundo::Test;

my $site = Kundo::Server->new(one_store());

$site->flow('shop')->agent_add('anna')->agent_add('bo');
$site->start;

my $anna    = $site->agent('anna')->online('shop', { max_chats => 1 });
my $console = $anna->stream;

my (@who, @widget, @chat);

for my $n (0 .. 5) {
    my $who = $site->visitor(name => "Visitor $n");
    push @who, $who;
    push @widget, $who->stream;
    my $json = $who->must(POST => 'v1/conversations', { flow => 'shop' });
    push @chat, $json->{id};

    if ($n == 0) {
        is($json->{status}, 'open', 'D2: the first has the agent');
        is($json->{queue_position}, undef, 'D2: and no position');
        next;
    }

    is($json->{status}, 'queued', "D2: visitor $n waits");
    is($json->{queue_position}, $n, "D2: as number $n");
    is($json->{agent}, undef, 'D2: without an agent');
    $widget[$n]->expect({ type => 'conversation.queued',
        conversation => $chat[$n], 'data.position' => $n },
        "D2: and is told so");
}

my $status = $site->nobody->must(GET => 'v1/flows/shop/status');
is_deeply({ map { $_ => $status->{$_} } qw(flow queue) },
    { flow => 'shop', queue => 5 }, 'D2: the queue is shown to who comes');

# one may write while waiting, and keeps the place

$who[3]->say($chat[3], 'Jag väntar');
is($who[3]->conversation($chat[3])->{queue_position}, 3,
    'D2: writing keeps the place');

# one ends: the first in the queue gets in, the others move up

$anna->must(POST => "v1/conversations/$chat[0]/close");

$widget[1]->expect(sub ($e) {
    ($e->{conversation} // '') eq $chat[1]
        && ($e->{data}{agent}{id} // '') eq $anna->id
}, 'D2: the first in is the first out');
$console->expect(sub ($e) {
    ($e->{conversation} // '') eq $chat[1]
        && ($e->{data}{agent}{id} // '') eq $anna->id
}, 'D2: the agent is told');

for my $n (2 .. 5) {
    $widget[$n]->expect({ type => 'conversation.queued',
        conversation => $chat[$n], 'data.position' => $n - 1 },
        "D2: visitor $n is now number @{[ $n - 1 ]}");
}

is($who[1]->conversation($chat[1])->{queue_position}, undef,
    'D2: no position any more');

# one in the middle leaves: only those behind move

$who[3]->must(POST => "v1/conversations/$chat[3]/close");

for my $n (4, 5) {
    $widget[$n]->expect({ type => 'conversation.queued',
        'data.position' => $n - 2 }, "D2: visitor $n moves up");
}

is($who[2]->conversation($chat[2])->{queue_position}, 1,
    'D2: the one before stays');
is_deeply([ map { $_->{data}{position} }
    $widget[2]->all('conversation.queued') ], [ 2, 1 ],
    'D2: and is not told what has not changed');

# a line that was lost while the queue moved: where she stands now is told

my $cursor = $widget[5]->cursor;

$who[4]->must(POST => "v1/conversations/$chat[4]/close");
$widget[5]->expect({ type => 'conversation.queued', 'data.position' => 2 },
    'D2: the last moves up once more');
my $resumed = $who[5]->stream(since => $cursor);
$resumed->expect({ type => 'conversation.queued',
    conversation => $chat[5], 'data.position' => 2 },
    'D2: who resumes is told the position of now');
$resumed->drop;

push @who, $site->visitor(name => 'Visitor 6');
push @widget, $who[6]->stream;
push @chat, $who[6]->start_chat('shop');
$widget[6]->expect({ type => 'conversation.queued', 'data.position' => 3 },
    'D2: another one comes last');

# more room: the queue drains in order

$anna->online('shop', { max_chats => 3 });
$_->expect(sub ($e) { ($e->{data}{agent}{id} // '') eq $anna->id },
    'D2: drained by more room') for @widget[2, 5];
$widget[6]->expect({ type => 'conversation.queued', 'data.position' => 1 },
    'D2: one is left');

my $bo = $site->agent('bo')->online('shop', { max_chats => 1 });
$widget[6]->expect(sub ($e) { ($e->{data}{agent}{id} // '') eq $bo->id },
    'D2: drained by another agent');

is($site->nobody->must(GET => 'v1/flows/shop/status')->{queue}, 0,
    'D2: nobody waits');

# the positions that one visitor was told

my @told = map { $_->{data}{position} } $widget[5]->all('conversation.queued');
is_deeply([ @told[0 .. 3] ], [ 5, 4, 3, 2 ], 'D2: every change is told');
is_deeply(\@told, [ sort { $b <=> $a } keys %{ { map { $_ => 1 } @told } } ],
    'D2: downwards only, and none twice') or diag($widget[5]->story);

# nobody moves ahead: a newcomer waits behind

$bo->must(PUT => 'v1/presence', { state => 'busy', flows => ['shop'] });
my ($new, $newer) = map { $site->visitor } 1 .. 2;
my $a = $new->must(POST => 'v1/conversations', { flow => 'shop' });
my $b = $newer->must(POST => 'v1/conversations', { flow => 'shop' });
is_deeply([ $a->{queue_position}, $b->{queue_position} ], [ 1, 2 ],
    'D2: who comes later stands behind');

done_testing;
