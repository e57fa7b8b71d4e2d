#!/usr/bin/perl

# The agent sees the chat as soon as the visitor has clicked to start it.

use FindBin;
use lib "$FindBin::Bin/../lib";
use Kundo::Test;

my $site = Kundo::Server->new(one_store());

$site->flow('shop')->agent_add('anna');
$site->start;

my $anna    = $site->agent('anna')->online('shop');
my @console = ($anna->stream);
push @console, $anna->stream(not_worker => $console[0]->worker);

my $eva  = $site->visitor;
my $chat = $eva->start_chat('shop');

for my $console (@console) {
    my $event = $console->expect(
        { type => 'conversation.opened', conversation => $chat },
        'S2.1: the agent is told on worker ' . $console->worker);
    is($event->{data}{last_seq}, 0, 'S2.1: before any text is written');
    is($event->{data}{starter}{id}, $eva->id, 'S2.1: with who it is');

    my $assigned = $console->wait_for(
        sub ($e) { ($e->{data}{agent}{id} // '') eq $anna->id });
    ok($assigned, 'S2.1: as the agent\'s own') or diag($console->story);
}

my $inbox = $anna->must(GET => 'v1/inbox?view=open');
is_deeply([ map { $_->{id} } @{ $inbox->{items} } ], [ $chat ],
    'S2.1: it stands in the inbox');
is_deeply([ $anna->messages($chat) ], [], 'S2.1: there is no message yet');
is($anna->presence->{chats}, 1, 'S2.4: it counts');

my $first = $eva->say($chat, 'Hej');
is($first->{seq}, 1, 'S2.1: the text comes after');
$_->expect({ type => 'message.created', conversation => $chat },
    'S2.1: and is seen') for @console;

done_testing;
