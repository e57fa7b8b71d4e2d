#!/usr/bin/perl

# A chat is closed at the moment at which it is transferred: it ends closed,
# with whom it was then, and the place of each is free again, once.

use FindBin;
use lib "$FindBin::Bin/../lib";
use Kundo::Test;
use Kundo::Race;

my $site = Kundo::Server->new(one_store('rate  off;'));

$site->flow($_) for qw(shop fridge);
$site->agent_add($_) for qw(anna bo);
$site->agent_add('chief', role => 'admin');
$site->start;

my $race = Kundo::Race->new(site => $site);
my $anna = $race->agent('anna', 1, 'shop');
my $bo   = $race->agent('bo', 1, 'fridge');
my @eve  = map { $site->visitor } 1 .. 2;

sub start_by ($who) {
    my ($new) = $race->together(
        [ $who, POST => 'v1/conversations', { flow => 'shop' } ]);
    return $new->at('id');
}

sub close_by ($who, $chat) {
    return [ $who, POST => "v1/conversations/$chat/close" ];
}

sub move ($n, $chat) {
    return [ $anna, POST => "v1/conversations/$chat/transfers",
        { to => $n % 2 ? { agent => $bo->id } : { flow => 'fridge' } } ];
}

# by its visitor, or by its agent from another device; another one waits, and
# gets the place in either order, whereupon both agents are full or one is

$race->run('S1.4, D2: close against transfer', [ 'closed', 'moved' ],
    sub ($n) {
        my $chat  = start_by($eve[0]);
        my $waits = start_by($eve[1]);
        my $by    = $n % 3 ? $eve[0] : $anna;

        my ($closed, $moved) = $race->together(close_by($by, $chat),
            move($n, $chat));
        my $out = $moved->status == 200 ? 'moved'
            : $moved->code eq 'closed' ? 'closed' : $moved->bytes;
        my $is  = $eve[0]->conversation($chat);
        my $now = $eve[1]->conversation($waits);

        $race->moved($race->moved + 1) if $moved->status == 200;

        my $who = $out eq 'moved' ? $bo : $anna;
        $out = 'it is not closed' if $closed->status != 200
            || $is->{status} ne 'closed';
        $out = 'it is not with whom it was last'
            if ($is->{agent}{id} // '') ne $who->id;
        $out = 'who waited has no place'
            if ($now->{agent}{id} // '') ne $anna->id;
        $out = 'a place is lost or given twice'
            if $anna->presence->{chats} != 1 || $bo->presence->{chats} != 0;

        $race->together(close_by($eve[1], $waits));

        return $out;
    });

# its last words come with it, and open it again where it ended (D2)

$race->run('S1.4: close, transfer and a text', [ 'closed', 'moved' ],
    sub ($n) {
        my $chat = start_by($eve[0]);
        my $cid  = $eve[0]->new_cid;
        my ($closed, $moved, $said) = $race->together(
            close_by($anna, $chat), move($n, $chat),
            [ $eve[0], POST => "v1/conversations/$chat/messages",
              { cid => $cid, text => 'En sak till' } ]);
        my $out = $moved->status == 200 ? 'moved'
            : $moved->code eq 'closed' ? 'closed' : $moved->bytes;
        my @all = $eve[0]->messages($chat);

        $race->moved($race->moved + 1) if $moved->status == 200;
        $out = 'the text is lost' if $said->status != 201 || @all != 1;

        $race->together(close_by($eve[0], $chat));
        $out = 'a place is lost'
            if $anna->presence->{chats} || $bo->presence->{chats};

        return $out;
    });

$race->verify('close against transfer');

done_testing;
