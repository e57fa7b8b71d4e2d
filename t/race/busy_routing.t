#!/usr/bin/perl

# An agent sets busy at the moment at which a chat is on its way to her, by
# routing, by a transfer, from the queue: it has come before the answer, or
# it does not come at all.

use FindBin;
use lib "$FindBin::Bin/../lib";
use Kundo::Test;
use Kundo::Race;

my $site = Kundo::Server->new(one_store('rate  off;'));

$site->flow($_) for qw(shop other);
$site->agent_add($_) for qw(anna bo);
$site->agent_add('chief', role => 'admin');
$site->start;

my $race = Kundo::Race->new(site => $site);
my $anna = $race->agent('anna', 3, 'shop');
my $bo   = $race->agent('bo', 10, 'other');
my @eve  = map { $site->visitor } 1 .. 3;

sub set ($state) { return [ $anna, PUT => 'v1/presence', { state => $state } ] }

sub start_by ($who, $flow = 'shop') {
    return [ $who, POST => 'v1/conversations', { flow => $flow } ];
}

sub close_by ($who, $chat) {
    return [ $who, POST => "v1/conversations/$chat/close" ];
}

sub agent_of ($answer) { return ($answer->at('agent') // {})->{id} // '' }

# what is asked once busy is answered, over the other worker, comes too late;
# what came with it counts in the answer

sub late ($put, $flow = 'shop') {
    my ($after) = $race->together(start_by($eve[2], $flow));
    my $hers    = agent_of($after) eq $anna->id;

    $race->together(close_by($eve[2], $after->at('id')));

    return 'one after the answer' if $hers;
    return 'more than in the answer'
        if $anna->presence->{chats} > $put->at('chats');
    return;
}

$race->run('S2.3: busy, and two visitors who start', [ 0, 1, 2 ], sub ($n) {
    $race->together(set('online'));

    my ($put, @got) = $race->together(set('busy'),
        map { start_by($_) } @eve[0, 1]);
    my $hers = grep { agent_of($_) eq $anna->id } @got;
    my $bad  = late($put) // ($put->at('chats') != $hers ? 'a wrong number'
        : undef);

    $race->together(map { close_by($eve[$_], $got[$_]->at('id')) } 0, 1);

    return $bad // $hers;
});

$race->run('S2.3: busy, and a transfer to her', [ 'before', 'refused' ],
    sub ($n) {
        $race->together(set('online'));

        my ($new) = $race->together(start_by($eve[0], 'other'));
        my $chat  = $new->at('id');
        my ($put, $answer) = $race->together(set('busy'),
            [ $bo, POST => "v1/conversations/$chat/transfers",
              { to => $n % 2 ? { agent => $anna->id } : { flow => 'shop' } } ]);
        my $out = $answer->status == 200 ? 'before'
            : $answer->code eq 'agent_busy' ? 'refused' : $answer->bytes;

        $race->moved($race->moved + 1) if $out eq 'before';
        $out = 'gone without an answer'
            if $out eq 'refused'
                && $eve[0]->conversation($chat)->{agent}{id} ne $bo->id;
        $out = late($put) // $out;

        $race->together(close_by($eve[0], $chat));

        return $out;
    });

$race->run('S2.3: busy, and a place for who waits', [ 'before', 'waits' ],
    sub ($n) {
        $race->together(set('online'));

        my @full = map { $_->at('id') }
            $race->together(map { start_by($eve[0]) } 1 .. 3);
        my ($waits) = $race->together(start_by($eve[1]));
        my ($put)   = $race->together(set('busy'),
            close_by($eve[0], $full[1]));
        my $is  = $eve[1]->conversation($waits->at('id'));
        my $out = $is->{status} eq 'open' ? 'before' : 'waits';
        my $bad = late($put);

        $race->together(map { close_by($eve[0], $_) } @full[0, 2]);
        $race->together(close_by($eve[1], $waits->at('id')));

        return $bad // $out;
    });

$race->verify('busy');

done_testing;
