package Kundo::Race;

# Two or more who ask for something at the same moment, over sockets on
# different workers, in an order of chance, again and again until it has come
# out either way; afterwards the whole journal is held against what must
# always be true.  KUNDO_ROUNDS says how often (40), KUNDO_SEED which chance.

use Mojo::Base -base, -signatures;

use Mojo::IOLoop;
use Mojo::Promise;
use Test::More ();

use Kundo::Journal;

has 'site';
has 'chief';                    # sees everything
has 'whole';                    # its stream, from the first event on
has max     => sub { {} };      # of an agent: max_chats
has lines   => sub { {} };      # of a person: a socket on each worker
has sent    => sub { {} };      # of a worker: requests
has streams => sub { {} };      # of an agent: its own stream
has tally   => sub { {} };
has answers => sub { {} };      # of an agent: chats in the answers to busy
has started => 0;
has moved   => 0;               # transfers that were answered 200
has rounds  => sub { $ENV{KUNDO_ROUNDS} || 40 };
has bound   => sub ($self) { 20 * $self->rounds };
has seed    => sub { $ENV{KUNDO_SEED} || $$ * 1000 + time % 1000 };
has spread  => 0.002;           # seconds between those at the same moment


sub new ($class, @args) {
    my $self = $class->SUPER::new(@args);

    srand $self->seed;
    Test::More::note('again: KUNDO_SEED=' . $self->seed);

    $self->chief($self->site->agent('chief'));
    $self->whole($self->chief->stream);

    return $self;
}


# An agent with a stream of its own, who is online with this many places.

sub agent ($self, $name, $max, @flows) {
    my $who = $self->site->agent($name);

    $self->max->{ $who->id }     = $max;
    $self->streams->{ $who->id } = $who->stream;
    $who->online(@flows ? @flows : 'shop', { max_chats => $max });

    return $who;
}


# A socket of a person on each worker, in the same order for all: two sides
# are two workers.

sub line ($self, $who) {
    return $self->lines->{ $who->token } //= do {
        my $one = $who->stream;
        my @two = ($one, $who->stream(not_worker => $one->worker));
        [ sort { $a->worker <=> $b->worker } @two ];
    };
}


# A request over one of a person's two sockets; a promise.

sub ask_p ($self, $side, $who, @request) {
    my $stream = $self->line($who)->[$side];

    $self->sent->{ $stream->worker }++;

    return $stream->request_p(@request)->then(sub ($answer) {
        $self->_heard($who, \@request, $answer);
        return $answer;
    });
}


# What the journal has to know of as well.

sub _heard ($self, $who, $request, $answer) {
    my ($method, $path, $body) = @$request;

    return if $answer->status !~ /^2/;

    $self->started($self->started + 1)
        if $method eq 'POST' && $path eq 'v1/conversations';
    push @{ $self->answers->{ $who->id } }, $answer->at('chats')
        if $path eq 'v1/presence' && ($body->{state} // '') eq 'busy';
}


# All at once: [ who, method, path, body ] each.  Whoever is on the second
# worker is so by chance, but not all on one.  The answers in that order.

sub together ($self, @requests) {
    $self->line($_->[0]) for @requests;

    my $first = int rand 2;
    my @side  = map { ($first + $_) % 2 } 0 .. $#requests;
    my @wait  = map { rand() < 0.3 ? 0 : rand $self->spread } @requests;
    my @order = sort { $wait[$a] <=> $wait[$b] || $side[$a] <=> $side[$b] }
        0 .. $#requests;
    my @promise = map { Mojo::Promise->new } @requests;

    for my $n (@order) {
        my $go = sub {
            $self->ask_p($side[$n], @{ $requests[$n] })
                ->then(sub ($answer) { $promise[$n]->resolve($answer) });
        };

        $wait[$n] ? Mojo::IOLoop->timer($wait[$n] => $go) : $go->();
    }

    return Kundo::Test::all_of(@promise);
}


# Round after round, until there were enough and each outcome has been seen
# three times; the longer one is missing, the further apart they ask.  What
# must not come out ends it.

sub run ($self, $title, $outcomes, $round) {
    my ($n, %seen, $bad) = (0);
    my $spread = $self->spread;
    my %may    = map { $_ => 1 } @$outcomes;
    my $lacks  = sub { grep { ($seen{$_} // 0) < 3 } @$outcomes };

    while (!$bad && ($n < $self->rounds
        || ($lacks->() && $n < $self->bound)))
    {
        my $out = $round->(++$n) // 'nothing';

        $seen{$out}++;
        $bad = $out if !$may{$out};

        if ($n % $self->rounds == 0 && $lacks->()) {
            Test::More::note("$title: \"@{[ join ', ', $lacks->() ]}\" was "
                . "not seen enough in $n rounds: on it goes");
            $self->spread($self->spread * 2);
        }
    }

    $self->spread($spread);

    Test::More::is_deeply([ $bad // $lacks->() ], [], "$title: $n rounds, "
        . join ', ', map { "$seen{$_} x $_" } sort keys %seen);
}


# As tests: the journal from its first event on, held against all that was
# answered and that stands in the end.

sub verify ($self, $title) {
    my $journal = Kundo::Journal->new(max => $self->max);
    my $end     = $self->_end;
    my @live    = @{ $self->whole->events };

    $journal->read(@live);

    _none("$title: S2.3, S2.4: " . @{ $journal->events } . ' events, nobody '
        . 'ever above the maximum or chosen while busy, each chat with one '
        . 'agent', $journal->wrong);

    my @again = $self->_again($end);
    Test::More::is_deeply([ map { $_->{cursor} } @again ],
        [ map { $_->{cursor} } @{ $journal->events } ],
        "$title: read from its beginning it is the same");

    Test::More::is($journal->starts, $self->started,
        "$title: every chat that was answered is there, once");
    Test::More::is(scalar $journal->transfers(0), $self->moved,
        "$title: so is every transfer");

    $self->_verify_agents($title, $journal, $end);
    $self->_verify_store($title, $journal);
    $self->_verify_workers($title);

    return $journal;
}


# An event behind all others, that every agent gets.

sub _end ($self) {
    $self->chief->presence(state => 'online', flows => []);
    $self->chief->presence(state => 'offline');

    my $want = { type => 'presence.changed', 'data.state' => 'offline',
        'data.agent' => $self->chief->id };

    return $self->whole->wait_for($want)->{cursor};
}


sub _until ($stream, $cursor) {
    return Kundo::Test::wait_until(sub {
        grep { ($_->{cursor} // '') eq $cursor } @{ $stream->events } });
}


sub _again ($self, $end) {
    my $stream = $self->chief->stream(since => $self->whole->hello->{cursor});

    _until($stream, $end);
    $stream->drop;

    return grep { defined $_->{cursor} } @{ $stream->events };
}


sub _verify_agents ($self, $title, $journal, $end) {
    my @wrong;

    for my $agent (sort keys %{ $self->streams }) {
        my $stream = $self->streams->{$agent};

        push @wrong, "$agent has not heard the last" if !_until($stream, $end);
        push @wrong, $journal->differs($agent, @{ $stream->events });

        push @wrong, _busy_wrong($agent, $journal->busy->{$agent} // [],
            $self->answers->{$agent} // []);
    }

    _none("$title: S2.3: each agent has heard the same, and busy was answered "
        . 'with no more chats than there were', @wrong);
}


# A chat may have ended between the two; none may have come.

sub _busy_wrong ($agent, $had, $told) {
    return "$agent was busy @{[ scalar @$had ]} times, was told so "
        . @$told . ' times' if @$had != @$told;

    return map { "$agent had $had->[$_] chats when busy, was told $told->[$_]" }
        grep { $told->[$_] > $had->[$_] } 0 .. $#$had;
}


sub _verify_store ($self, $title, $journal) {
    my @wrong;

    for my $id (sort keys %{ $journal->chats }) {
        my $is   = $self->chief->conversation($id);
        my $must = $journal->chats->{$id};

        push @wrong, "$id is not as its last event says"
            if $is->{status} ne $must->{status}
                || $is->{last_seq} != $must->{seq}
                || (($is->{agent} // {})->{id} // '') ne $must->{agent};
    }

    _none("$title: all stands as its last event says", @wrong);

    my ($status, $out, $err) = $self->site->kundoctl(['check']);
    Test::More::is($status, 0, "$title: kundoctl check is content")
        or Test::More::diag("$out$err");
}


sub _verify_workers ($self, $title) {
    my @n = sort { $a <=> $b } values %{ $self->sent };

    Test::More::ok(@n == 2 && $n[0] * 3 > $n[1],
        "$title: both workers were asked, @n times");
}


sub _none ($title, @wrong) {
    local $Test::Builder::Level = $Test::Builder::Level + 1;

    Test::More::is(scalar @wrong, 0, $title) or Test::More::diag(
        join "\n", @wrong[0 .. ($#wrong > 20 ? 20 : $#wrong)]);
}


require Kundo::Test;

1;
