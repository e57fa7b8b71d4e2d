#!/usr/bin/perl

# After an agent has set busy, no new chat can appear for that agent: not by
# routing, not from the queue, not by one that goes on, in whatever order the
# requests arrive.

use FindBin;
use lib "$FindBin::Bin/../lib";
use Kundo::Test;

my $site = Kundo::Server->new(one_store('rate  off;'));

$site->flow('shop');
$site->agent_add($_) for qw(anna bo);
$site->start;

my $anna = $site->agent('anna');
my $bo   = $site->agent('bo');

sub set ($state) {
    return { state => $state, flows => ['shop'], max_chats => 100 };
}

# set busy in the middle of a rush, again and again: the number in the answer
# is the number for good

for my $round (1 .. 10) {
    $anna->presence(%{ set('online') });

    my @rush = map { $site->visitor } 1 .. 20;
    my @all  = map { $_->request_p(POST => 'v1/conversations',
        { flow => 'shop' }) } @rush;
    splice @all, 5 + int rand 10, 0, $anna->request_p(PUT => 'v1/presence',
        set('busy'));

    my @got   = all_of(@all);
    my ($put) = grep { defined $_->at('chats') } @got;

    is($anna->presence->{chats}, $put->at('chats'),
        "S2.3: none has come after the answer, round $round");

    # the places that they took are given back

    for my $who (@rush) {
        my ($chat) = @{ $who->must(GET => 'v1/conversations')->{items} };
        $who->must(POST => "v1/conversations/$chat->{id}/close");
    }
}

is($anna->presence->{chats}, 0, 'all have ended');

# a queue does not drain to who is busy, when a place becomes free

$bo->online('shop', { max_chats => 1 });
my @visitors = map { $site->visitor } 1 .. 3;
my @chats    = map { $_->start_chat('shop') } @visitors;
is($visitors[0]->conversation($chats[0])->{agent}{id}, $bo->id,
    'the one who is online has the first');
is($visitors[1]->conversation($chats[1])->{status}, 'queued',
    'S2.3: the next ones wait');

$visitors[0]->must(POST => "v1/conversations/$chats[0]/close");
is($visitors[1]->conversation($chats[1])->{agent}{id}, $bo->id,
    'S2.3: the place goes to who is online');
is($anna->presence->{chats}, 0, 'S2.3: not to who is busy');

# a chat that was hers and goes on does not come back to her

$anna->presence(%{ set('online') });
my $chat = $chats[2];
is($visitors[2]->conversation($chat)->{agent}{id}, $anna->id,
    'the last one in the queue is hers');
$visitors[2]->must(POST => "v1/conversations/$chat/close");
$anna->presence(%{ set('busy') });
$visitors[2]->say($chat, 'En sak till');
isnt(($visitors[2]->conversation($chat)->{agent} // {})->{id} // '',
    $anna->id, 'S2.3: nor one that was hers and goes on');
is($anna->presence->{chats}, 0, 'S2.3: she has none');

# online again: now it comes

$anna->presence(%{ set('online') });
is($visitors[2]->conversation($chat)->{agent}{id}, $anna->id,
    'online again, she gets it');

done_testing;
