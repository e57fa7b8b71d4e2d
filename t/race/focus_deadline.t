#!/usr/bin/perl

# Focus at the moment of the deadline: exactly one of them wins, and both
# agents see the same.

use FindBin;
use lib "$FindBin::Bin/../lib";
use Kundo::Test;
use Kundo::Race;

use Mojo::IOLoop;
use Time::HiRes ();
use Time::Local ();

my $site = Kundo::Server->new(one_store('rate  off;',
    'auto_transfer  1s;'));

$site->flow('shop');
$site->agent_add($_) for qw(anna bo);
$site->agent_add('chief', role => 'admin');
$site->start;

my $race  = Kundo::Race->new(site => $site, spread => 0.004);
my $anna  = $race->agent('anna', 100);
my $bo    = $race->agent('bo', 100);
my $whole = $race->whole;
my $eva   = $site->visitor;

$race->line($anna);

sub seconds ($time) {
    my ($y, $mo, $d, $h, $mi, $s)
        = $time =~ /^(\d+)-(\d+)-(\d+)T(\d+):(\d+):([\d.]+)Z$/ or die $time;

    return Time::Local::timegm(0, $mi, $h, $d, $mo - 1, $y) + $s;
}

sub start_one {
    my ($new) = $race->together([ $eva, POST => 'v1/conversations',
        { flow => 'shop', text => 'Hej', cid => $eva->new_cid } ]);
    return $new->at('id');
}

sub gone ($stream, $chat) {
    return $stream->all({ type => 'conversation.transferred',
        conversation => $chat });
}

# around the deadline, from one device of hers or from two

sub look_p ($n, $chat, $due) {
    my $at   = $due + (rand(2) - 1) * $race->spread;
    my $side = int rand 2;
    my @from = $n % 4 ? ($side) : ($side, 1 - $side);
    my $done = Mojo::Promise->new;

    Mojo::IOLoop->timer($at > Time::HiRes::time()
        ? $at - Time::HiRes::time() : 0, sub {
            Mojo::Promise->all(map { $race->ask_p($_, $anna,
                POST => "v1/conversations/$chat/focus", { focused => true })
            } @from)->then(sub (@got) { $done->resolve($got[0][0]) });
        });

    return $done;
}

# What became of one chat, by its last word and by what all have heard.

sub outcome ($chat, $due, $answer) {
    my $is    = $race->chief->conversation($chat);
    my $who   = ($is->{agent} // {})->{id} // '';
    my @gone  = gone($whole, $chat);

    return $answer->bytes if $answer->status != 204;
    return 'it has gone ' . @gone . ' times' if @gone > 1;
    return 'before its time'
        if @gone && seconds($gone[0]{at}) < $due - 0.0005;

    for my $stream (@{ $race->streams }{ $anna->id, $bo->id }) {
        return 'they have not seen the same'
            if gone($stream, $chat) != @gone;
    }

    return 'deadline' if @gone && $who eq $bo->id
        && (defined $is->{focus_due_at} || $is->{overdue});
    return 'focus' if !@gone && $who eq $anna->id
        && !defined $is->{focus_due_at} && !$is->{overdue};
    return @gone ? 'it has gone, but is not there' : 'it has stayed, but runs';
}

# Some chats at once; behind their deadlines that of one more, which nobody
# looks at: once it has gone, theirs are over.

my ($n, $wait_s) = (0, 1);

# Where the machine is too slow for that, there is more time from now on.

sub in_time (@due) {
    return if Time::HiRes::time() + 2 * $race->spread < $due[0];

    $race->chief->must(PATCH => 'v1/flows/shop',
        { auto_transfer_s => ++$wait_s });
}

sub batch {
    my ($put) = $race->together(
        [ $bo, PUT => 'v1/presence', { state => 'busy' } ]);
    my @chats = map { start_one() } 1 .. 12;
    my @due   = map { seconds($anna->conversation($_)->{focus_due_at}
        // $anna->conversation($_)->{created_at}) } @chats;
    my $clock = start_one();

    $race->together([ $bo, PUT => 'v1/presence', { state => 'online' } ]);

    in_time(@due);

    my @answers = all_of(map { look_p(++$n, $chats[$_], $due[$_]) }
        0 .. $#chats);

    for my $stream ($whole, values %{ $race->streams }) {
        wait_until(sub { gone($stream, $clock) })
            or return 'the last one has not gone';
    }

    my @out = map { outcome($chats[$_], $due[$_], $answers[$_]) }
        0 .. $#chats;

    $race->together(map { [ $eva, POST => "v1/conversations/$_/close" ] }
        @chats, $clock);

    return @out;
}

my @out;

$race->run('S2.6, D1: focus at the deadline', [ 'focus', 'deadline' ],
    sub ($n) {
        @out = batch() if !@out;
        return shift @out;
    });

my $journal = $race->verify('focus and deadline');

is(scalar(grep { $_->{from}{agent} ne $anna->id
    || $_->{to}{agent} ne $bo->id } $journal->transfers(1)), 0,
    'S2.6: all went from who had missed them to the other');

done_testing;
