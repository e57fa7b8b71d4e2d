#!/usr/bin/perl

# Resuming server-sent events: by since and by Last-Event-ID.

use FindBin;
use lib "$FindBin::Bin/../lib";
use Kundo::Test;

my $site = Kundo::Server->new(one_store('rate  off;'));

$site->flow('shop');
$site->agent_add('anna');
$site->start;

my $anna = $site->agent('anna')->online('shop', { max_chats => 50 });
my $eva  = $site->visitor(name => 'Eva');

my $console = $anna->sse;
my $widget  = $eva->sse(not_worker => $console->worker);

like($widget->headers->header('Content-Type'), qr{^text/event-stream},
    'it is a stream of events');
like($widget->headers->header('Cache-Control'), qr/no-(?:store|cache)/,
    'that nobody keeps');
is($widget->events->[0]{type}, 'hello', 'hello comes first');

my $chat = $eva->start_chat('shop');

for my $n (1 .. 10) {
    $eva->say($chat, "rad 1 av $n\nrad 2: ä \x{2028} \x{1F600}");
    $anna->say($chat, "svar $n");
}

$_->expect({ type => 'message.created', 'data.seq' => 20 },
    'all messages have come') for $console, $widget;

is($widget->all({ 'data.seq' => 1 }) && ($widget->all({
    type => 'message.created', 'data.seq' => 1 }))[0]{data}{text},
    "rad 1 av 1\nrad 2: ä \x{2028} \x{1F600}",
    'text of several lines is whole');

is(scalar grep({ defined $_->{cursor} && $_->{cursor} ne ($_->{sse_id} // '') }
    @{ $widget->events }), 0, 'the id of each is its cursor');

sub with_cursor ($stream) { return grep { $_->{cursor} } @{ $stream->events } }

for my $side ([ agent => $anna, $console ], [ visitor => $eva, $widget ]) {
    my ($name, $who, $whole) = @$side;
    my @all = with_cursor($whole);

    for my $how (qw(since last_event_id)) {
        my @wrong;

        for my $n (grep { $_ % 3 == 0 || $_ == $#all } 0 .. $#all) {
            my $stream = $who->sse($how => $all[$n]{cursor});
            my @want   = map { $_->{cursor} } @all[$n + 1 .. $#all];

            wait_until(sub { with_cursor($stream) >= @want });
            my @got = map { $_->{cursor} } with_cursor($stream);
            push @wrong, "after $n: @got" if "@got" ne "@want";
            $stream->drop;
        }

        is_deeply(\@wrong, [], "$name, $how: none missing, none twice");
    }
}

# a browser that reconnects sends both: what it has seen last is later

my $both = $eva->sse(since => $widget->hello->{cursor},
    last_event_id => $widget->cursor);
my $next = $eva->say($chat, 'en till');
$both->expect({ type => 'message.created' }, 'with both, one event comes');
is(($both->all('message.created'))[0]{data}{id}, $next->{id},
    'Last-Event-ID is what counts');

# unknown

for my $how (qw(since last_event_id)) {
    my $stream = $eva->sse($how => 'unknown');
    $stream->expect('reset', "$how: an unknown one gives a reset");
    my $sent = $eva->say($chat, 'efter reset');
    $stream->expect({ type => 'message.created', 'data.id' => $sent->{id} },
        'then it lives');
    is(scalar $stream->all('reset'), 1, 'there was one');
}

# WebSocket and server-sent events are one stream: cursors go over

my $ws = $eva->stream(since => $widget->hello->{cursor});
wait_until(sub { with_cursor($ws) >= with_cursor($widget) - 1 });
wait_until(sub { $widget->cursor eq ($ws->cursor // '') });
is_deeply([ map { $_->{cursor} } with_cursor($ws) ],
    [ map { $_->{cursor} }
        (with_cursor($widget))[1 .. with_cursor($widget) - 1] ],
    'a cursor of one is a cursor of the other');

done_testing;
