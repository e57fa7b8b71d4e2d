#!/usr/bin/perl

# The last free place, and two who want it at the same moment on two workers:
# one has it, the other is first in the queue.

use FindBin;
use lib "$FindBin::Bin/../lib";
use Kundo::Test;
use Kundo::Race;

my $site = Kundo::Server->new(one_store('rate  off;'));

$site->flow('shop');
$site->agent_add($_) for qw(anna bo);
$site->agent_add('chief', role => 'admin');
$site->start;

my $race = Kundo::Race->new(site => $site);
my $anna = $race->agent('anna', 2);
my $bo   = $race->agent('bo', 1);
my @eve  = map { $site->visitor } 1 .. 3;

sub start_by ($who) {
    return [ $who, POST => 'v1/conversations', { flow => 'shop' } ];
}

sub close_by ($who, $chat) {
    return [ $who, POST => "v1/conversations/$chat/close" ];
}

sub one ($who, $chat) { return $race->together(close_by($who, $chat)) }

# bo is busy: two places are anna's, one of them taken

$race->together([ $bo, PUT => 'v1/presence', { state => 'busy' } ]);

$race->run('S2.4, D2: two visitors and one place', [ 'first', 'second' ],
    sub ($n) {
        my ($taken) = map { $_->at('id') } $race->together(start_by($eve[2]));
        my @got     = $race->together(map { start_by($_) } @eve[0, 1]);
        my @open    = grep { $got[$_]->at('status') eq 'open' } 0, 1;
        my $out     = @open == 1 ? qw(first second)[$open[0]] : 'both or none';

        $out = 'nobody waits'
            if !grep { ($_->at('queue_position') // 0) == 1 } @got;

        # what ends in the order in which it came makes room for who waits

        one($eve[2], $taken);
        my @now = map { $eve[$_]->conversation($got[$_]->at('id')) } 0, 1;
        $out = 'the place stays free'
            if grep { ($_->{agent}{id} // '') ne $anna->id } @now;
        one($eve[$_], $got[$_]->at('id')) for 0, 1;

        return $out;
    });

# a place that becomes free at the moment at which another one comes

$race->run('S2.4, D2: a chat ends as another begins',
    [ 'at once', 'from the queue' ], sub ($n) {
        my @full = map { $_->at('id') }
            $race->together(map { start_by($eve[2]) } 1, 2);
        my ($new, $closed) = $race->together(start_by($eve[0]),
            close_by($eve[2], $full[0]));
        my $out = $new->at('status') eq 'open' ? 'at once' : 'from the queue';

        my $now = $eve[0]->conversation($new->at('id'));
        $out = 'it waits for nothing'
            if ($now->{agent}{id} // '') ne $anna->id;

        one($eve[0], $new->at('id'));
        one($eve[2], $full[1]);

        return $out;
    });

# more agents, more visitors, on and off: as many as there are places

$bo->presence(state => 'online');

$race->run('S2.4, D2: five visitors and three places', ['three'], sub ($n) {
    my @who = @eve[0, 1, 2, 0, 1];
    my @got = $race->together(map { start_by($_) } @who);
    my $n_open  = grep { $_->at('status') eq 'open' } @got;
    my @waiting = sort map { $_->at('queue_position') // () } @got;

    $race->together(map { close_by($who[$_], $got[$_]->at('id')) } 0 .. 4);

    return $n_open == 3 && "@waiting" eq '1 2' ? 'three'
        : "$n_open with a place, waiting: @waiting";
});

my $journal = $race->verify('last place');

is($journal->peak->{ $anna->id }, 2, 'S2.4: anna had as many as she allows');
is($journal->peak->{ $bo->id }, 1, 'S2.4: and so had bo');

done_testing;
