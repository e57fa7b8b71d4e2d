#!/usr/bin/perl

# Resuming a WebSocket stream: exactly after the cursor, none missing, none
# twice, on whatever worker.

use FindBin;
use lib "$FindBin::Bin/../lib";
use Kundo::Test;

my $site = Kundo::Server->new(one_store('rate  off;'));

$site->flow('shop');
$site->agent_add($_) for qw(anna bo);
$site->start;

my $anna = $site->agent('anna')->online('shop', { max_chats => 50 });
my $eva  = $site->visitor(name => 'Eva');
my $kim  = $site->visitor(name => 'Kim');

# what a stream that never broke has received is the measure

my $console = $anna->stream;
my $widget  = $eva->stream(not_worker => $console->worker);

is($widget->events->[0]{type}, 'hello', 'without since: hello comes first');
ok($widget->hello->{cursor}, 'hello has the cursor of now');
is_deeply($widget->hello->{data}, {}, 'hello says no more');

my $chat = $eva->start_chat('shop');
my $kims = $kim->start_chat('shop');

for my $n (1 .. 10) {
    $eva->say($chat, "fråga $n");
    $kim->say($kims, "annat $n");
    $anna->say($chat, "svar $n");
    $anna->must(POST => "v1/conversations/$chat/seen", { seq => 2 * $n - 1 });
}

$eva->must(POST => "v1/conversations/$chat/close");

for my $stream ($console, $widget) {
    $stream->expect({ type => 'conversation.closed', conversation => $chat },
        'the stream that never broke has all');
}

sub with_cursor ($stream) { return grep { $_->{cursor} } @{ $stream->events } }
sub key ($e) { return "$e->{cursor} $e->{type} " . ($e->{data}{seq} // '') }

for my $side ([ agent => $anna, $console ], [ visitor => $eva, $widget ]) {
    my ($name, $who, $whole) = @$side;
    my @all = with_cursor($whole);
    my %seen;

    is(scalar grep({ $seen{ $_->{cursor} }++ } @all), 0,
        "$name: no cursor comes twice");

    my @wrong;
    my @opened;
    my @worker;

    for my $n (0 .. $#all) {
        my $stream = $who->stream(since => $all[$n]{cursor});
        my @want   = map { key($_) } @all[$n + 1 .. $#all];

        wait_until(sub { with_cursor($stream) >= @want });
        my @got = map { key($_) } with_cursor($stream);

        push @wrong, "after $n: @got" if "@got" ne "@want";
        push @wrong, "after $n: a hello" if $stream->all('hello');
        push @opened, $stream;
        push @worker, $stream->worker;
    }

    is_deeply(\@wrong, [],
        "$name: resumed after each of its events, each comes once, in order");
    is(scalar keys %{ { map { $_ => 1 } @worker } }, 2,
        "$name: on both workers");

    # and they go on living: one more message comes to each exactly once

    my $more = $who->start_chat('shop') if $name eq 'visitor';
    $more //= $kims;
    my $cid = $who->say($more, 'en till')->{cid};

    for my $stream ($whole, @opened) {
        $stream->wait_for({ type => 'message.created', 'data.cid' => $cid });
    }
    is(scalar grep({ $_->all({ type => 'message.created',
        'data.cid' => $cid }) != 1 } $whole, @opened), 0,
        "$name: what comes after is live, once");
    is_deeply([ map { $_->{data} } $whole->all({ type => 'message.created' }) ],
        [ map { $_->{data} } $opened[0]->all({ type => 'message.created' }) ],
        "$name: with the same content");

    $_->drop for @opened;
}

# a break in the middle of a flood: two workers, both sides writing

my $flood = $eva->start_chat('shop');
my $broken = $anna->stream(since => $console->cursor);
my (@parts, @sent);

for my $round (1 .. 5) {
    push @sent, all_of(map {
        ($_ % 2 ? $eva : $anna)->request_p(
            POST => "v1/conversations/$flood/messages",
            { cid => "flood-$round-$_", text => "nr $_" })
    } 1 .. 20);
    $broken->drop;
    push @parts, $broken;
    my $since = (grep { defined } map { $_->cursor } reverse @parts)[0]
        // $console->cursor;
    $broken = $anna->stream(since => $since);
}
push @parts, $broken;

my %count;
wait_until(sub {
    %count = ();
    $count{ $_->{data}{seq} }++ for map { $_->all({
        type => 'message.created', conversation => $flood }) } @parts;
    return keys %count == 100;
});
is(scalar grep({ $_->status == 201 } @sent), 100, 'a hundred were taken');
is_deeply(\%count, { map { $_ => 1 } 1 .. 100 },
    'broken five times under load: each came once');

# cursors that are not known: one reset, then life goes on

for my $since ('0', 'nonsense', 'A' x 22, 'A' x 5000, "a'b\"c") {
    my $stream = $eva->stream(since => $since);
    $stream->expect('reset', 'since=' . substr($since, 0, 22)
        . ': a reset comes');
    ok($stream->events->[0]{cursor}, 'with the cursor to go on from');
    my $sent = $eva->say($flood, 'efter reset');
    $stream->expect({ type => 'message.created', 'data.id' => $sent->{id} },
        'then it lives');
    is(scalar $stream->all('reset'), 1, 'there was one reset');
    is($stream->events->[0]{type}, 'reset', 'and it came first');
    $stream->drop;
}

# the cursor of another person is no key to what is not one's own

my $peek = $kim->stream(since => $widget->hello->{cursor});
my $mine = $kim->say($kims, 'mitt');
$peek->expect({ type => 'message.created', 'data.id' => $mine->{id} },
    'with the cursor of somebody else one goes on');
is(scalar grep({ ($_->{conversation} // $kims) ne $kims }
    @{ $peek->events }), 0, 'and gets one\'s own events only');

done_testing;
