#!/usr/bin/perl

# Two transfers at the same moment on two workers: of one chat to two agents,
# of one chat twice to the same one, of two chats to one place.

use FindBin;
use lib "$FindBin::Bin/../lib";
use Kundo::Test;
use Kundo::Race;

my $site = Kundo::Server->new(one_store('rate  off;'));

$site->flow($_) for qw(shop fridge ac);
$site->agent_add($_) for qw(anna bo cia);
$site->agent_add('chief', role => 'admin');
$site->start;

my $race  = Kundo::Race->new(site => $site);
my $anna  = $race->agent('anna', 10, 'shop');
my $bo    = $race->agent('bo', 10, 'fridge');
my $cia   = $race->agent('cia', 1, 'ac');
my $chief = $race->chief;
my $eva   = $site->visitor;

sub start_one {
    my ($new) = $race->together(
        [ $eva, POST => 'v1/conversations', { flow => 'shop' } ]);
    return $new->at('id');
}

sub close_all (@chats) {
    $race->together(map { [ $eva, POST => "v1/conversations/$_/close" ] }
        @chats);
}

sub move ($who, $chat, $to) {
    return [ $who, POST => "v1/conversations/$chat/transfers",
        { to => $to } ];
}

sub agent_of ($chat) { return $eva->conversation($chat)->{agent}{id} }
sub chats { return join ' ', map { $_->presence->{chats} } $anna, $bo, $cia }

# its agent to the one, an administrator to the other: who is first decides
# whether it was still hers to give

$race->run('S1.4: of one chat to two agents', [ 'both', 'the second' ],
    sub ($n) {
        my $chat = start_one();
        my ($one, $two) = $race->together(
            move($anna, $chat, $n % 2 ? { agent => $bo->id }
                : { flow => 'fridge' }),
            move($chief, $chat, $n % 3 ? { agent => $cia->id }
                : { flow => 'ac' }));
        my $out = $two->status != 200 ? $two->bytes
            : $one->status == 200 ? 'both'
            : $one->code eq 'forbidden' ? 'the second' : $one->bytes;

        $race->moved($race->moved + ($out eq 'both' ? 2 : 1));
        $out = 'it is not with whom it went to last'
            if agent_of($chat) ne $cia->id;
        $out = 'it counts ' . chats() if chats() ne '0 0 1';

        close_all($chat);

        return $out;
    });

# a click on each of two devices, which is one transfer

$race->run('S1.4: of one chat twice', ['once'], sub ($n) {
    my $chat = start_one();
    my @got  = $race->together(map { move($anna, $chat,
        { agent => $bo->id }) } 1 .. 2 + $n % 3);
    my $out  = (grep { $_->status != 200 } @got) ? 'refused' : 'once';

    $race->moved($race->moved + 1);
    $out = 'it counts ' . chats() if chats() ne '0 1 0';

    close_all($chat);

    return $out;
});

# D4: one place, two chats; who is refused keeps hers, as it was

$race->run('D4: of two chats to one place', [ 'first', 'second' ], sub ($n) {
    my @chat = map { start_one() } 1, 2;
    my @got  = $race->together(
        move($n % 2 ? $anna : $chief, $chat[0], { agent => $cia->id }),
        move($anna, $chat[1], $n % 3 ? { agent => $cia->id }
            : { flow => 'ac' }));
    my @ok   = grep { $got[$_]->status == 200 } 0, 1;
    my $out  = @ok == 1 ? qw(first second)[$ok[0]] : 'both or none';

    $race->moved($race->moved + @ok);
    $out = $got[1 - $ok[0]]->bytes
        if @ok == 1 && $got[1 - $ok[0]]->code ne 'agent_full';
    $out = 'who is refused has lost it'
        if @ok == 1 && agent_of($chat[1 - $ok[0]]) ne $anna->id;
    $out = 'it counts ' . chats() if chats() ne '1 0 1';

    close_all(@chat);

    return $out;
});

# crosswise: each gives the other what it has itself

$race->run('S1.4: there and back', [ 'one', 'both' ], sub ($n) {
    my $chat = start_one();
    my ($there, $back) = $race->together(
        move($anna, $chat, { agent => $bo->id }),
        move($bo, $chat, { agent => $anna->id }));
    my $out = $there->status != 200 ? $there->bytes
        : $back->status != 200 ? $back->bytes
        : agent_of($chat) eq $anna->id ? 'both' : 'one';

    # back before there: it is with her already, which is no transfer

    $race->moved($race->moved + ($out eq 'both' ? 2 : 1));

    close_all($chat);

    return $out;
});

$race->verify('transfers at once');

done_testing;
