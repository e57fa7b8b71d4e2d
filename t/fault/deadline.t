#!/usr/bin/perl

# The auto-transfer's 30 seconds, with a clock that the test holds: it fires
# once, at its deadline and not a millisecond before, whoever leads by then:
# the server is reloaded, the leader is killed, all workers begin anew.

use FindBin;
use lib "$FindBin::Bin/../lib";
use Kundo::Test;
use Kundo::Clock;
use Kundo::Journal;

# the default of auto_transfer holds

my $conf = one_store('rate  off;') =~ s/^ *auto_transfer.*\n//mr;

my $site = Kundo::Server->new($conf);
my $time = Kundo::Clock->new(site => $site)->install;

$site->flow($_) for qw(shop sooner);
$site->agent_add($_) for qw(anna bo);
$site->agent_add('chief', role => 'admin');
$site->start;

my ($anna, $bo, $chief) = map { $site->agent($_) } qw(anna bo chief);
my $eva = $site->visitor;

is($chief->must(PATCH => 'v1/flows/sooner', { auto_transfer_s => 29 })
    ->{id}, 'sooner', 'one flow has 29 seconds');
is((grep { $_->{id} eq 'shop' } @{ $chief->must(GET => 'v1/flows')
    ->{items} })[0]{auto_transfer_s}, 30, 'S2.6: 30 is the default');

$_->online('shop', 'sooner', { max_chats => 20 }) for $anna, $bo;

sub asks ($flow) {
    return $eva->start_chat($flow, text => 'Hej?', cid => $eva->new_cid);
}

sub gone ($chat) {
    return { type => 'conversation.transferred', conversation => $chat };
}

sub owner ($chat) { return $chief->conversation($chat)->{agent}{id} }

sub leader { return wait_until(sub { $site->leader }) || die 'nobody leads' }

sub kill_leader {
    my $pid = $site->kill_worker(leader());
    isnt(leader(), $pid, 'another one leads');
}

sub begin_anew {
    $site->stop;
    $site->start;
}


# A cursor of now.

sub now {
    my $stream = $chief->stream;
    $stream->drop;
    return $stream->cursor;
}


# All that one has heard of since a cursor, up to a text that was written
# when all was over.

sub heard ($who, $since, $mark) {
    my $stream = $who->stream(since => $since);

    $stream->wait_for({ type => 'message.created', 'data.cid' => $mark })
        or die "no mark\n" . $stream->story;
    $stream->drop;

    return @{ $stream->events };
}


# One text; and a later one, that is due a millisecond before it: once that
# one has gone on, the leader has looked at the clock.  `between` happens in
# the thirty seconds, `at_last` in the millisecond before they are over.

sub round ($title, %in) {
    my $since = now();
    my $begin = $time->now;
    my $chat  = asks('shop');
    my $due   = $begin + 30000;
    my $agent = owner($chat);

    is($chief->conversation($chat)->{focus_due_at},
        Kundo::Clock::as_text($due), "$title: S2.6: due after 30 s");

    $time->set($begin + 999);
    my $before = asks('sooner');

    $in{between}->($begin) if $in{between};

    if (!$in{late}) {
        $time->set($due - 1);
        my $line = $chief->stream(since => $since);
        $line->expect(gone($before),
            "$title: what was due a millisecond before has gone");
        is(owner($chat), $agent, "$title: S2.6: this has not yet");
        $line->drop;

        $in{at_last}->() if $in{at_last};
        $time->set($due);
    }

    my $line = $chief->stream(since => $since);
    $line->expect(gone($chat), "$title: S2.6: now it has");
    $line->drop;

    my $mark = $eva->new_cid;
    $eva->say($chat, 'Så', cid => $mark);

    for my $who ($anna, $bo, $chief) {
        my @gone = map { [ $_->{at}, $_->{data}{automatic} ] }
            grep { Kundo::Events::matches($_, gone($chat)) }
            heard($who, $since, $mark);

        is_deeply(\@gone, [ [ Kundo::Clock::as_text($time->now), true ] ],
            "$title: S2.6: once, by itself, and "
            . ($in{late} ? 'late' : 'to the millisecond')
            . ', says the stream of ' . $who->name);
    }

    isnt(owner($chat), $agent, "$title: and the other one has it");
    $eva->must(POST => "v1/conversations/$_/close") for $chat, $before;
}

my $since = now();

round('in peace');

round('reloaded and the leader killed', between => sub ($begin) {
    $time->set($begin + 10000);
    $site->reload;
    $time->set($begin + 20000);
    kill_leader();
});

round('the leader killed at the last moment', at_last => sub {
    kill_leader();
});

round('reloaded at the last moment', at_last => sub { $site->reload });

round('all begins anew', between => sub ($begin) {
    $time->set($begin + 15000);
    begin_anew();
});

round('a clock that is set back', between => sub ($begin) {
    $time->set($begin + 25000);
    $eva->must(POST => 'v1/conversations/' . asks('shop') . '/close');
    $time->set($begin - 5000);
    kill_leader();
});

round('away across the deadline', late => 1, between => sub ($begin) {
    $site->stop;
    $time->set($begin + 600000);
    $site->start;
});

# the whole of it

my $mark = $eva->new_cid;
my $last = $eva->start_chat('shop', text => 'Sist', cid => $mark);
my $journal = Kundo::Journal->new;
my @events  = heard($chief, $since, $mark);

$journal->state->{ $_->id } = 'online' for $anna, $bo;
$journal->read(@events);

is_deeply([ $journal->wrong ], [], 'S2.3, S2.4: nothing is wrong in it');
is(scalar $journal->transfers(1), 14, 'S2.6: each has gone once');

my ($status, $out, $err) = $site->kundoctl(['check']);
is($status, 0, 'kundoctl check is content') or diag("$out$err");

done_testing;
