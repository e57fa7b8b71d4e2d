#!/usr/bin/perl

# While only internal things happen, nothing that a customer receives
# changes: cursor, ids, counts, typing.

use FindBin;
use lib "$FindBin::Bin/../lib";
use Kundo::Test;

my $site = Kundo::Server->new(one_store('rate  off;'));

$site->flow('shop')->flow('expert', 'Experts', '--private');
$site->agent_add($_) for qw(anna bo cia);
$site->start;

my %agent = map { $_ => $site->agent($_) } qw(anna bo cia);
$agent{anna}->online('shop', { max_chats => 10 });

my $eva  = $site->visitor(name => 'Eva');
my $chat = $eva->start_chat('shop');
$eva->say($chat, 'Hej');
$agent{anna}->say($chat, 'Hej själv');

my $kim  = $site->visitor(name => 'Kim');
my $kims = $kim->start_chat('shop');

my @widget = ($eva->stream);
push @widget, $eva->stream(not_worker => $widget[0]->worker);
push @widget, $eva->sse;

# all that she can read

sub everything {
    my %all;

    for my $route ('v1/visitor', 'v1/conversations', "v1/conversations/$chat",
        "v1/conversations/$chat/messages")
    {
        my $answer = $eva->get($route);
        my $h = $answer->headers->to_hash;
        delete @$h{qw(Date X-Worker)};
        $all{$route} = [ $answer->bytes, $h ];
    }

    return \%all;
}

my $before = everything();
my $cursor = $eva->stream->hello->{cursor};

# what happens among agents, and between others

for my $round (1 .. 5) {
    $agent{bo}->online('expert', { max_chats => 3 });
    $agent{cia}->must(PUT => 'v1/presence',
        { state => 'busy', flows => ['expert'] });
    my $watch = $agent{bo}->stream;
    $agent{bo}->must(PUT => 'v1/presence', { state => 'offline', flows => [] });
    $watch->close;
    $agent{cia}->must(PUT => 'v1/presence',
        { state => 'offline', flows => [] });
    $kim->say($kims, "hemligt $round");
    $kim->post("v1/conversations/$kims/typing", { on => true });
    $agent{anna}->say($kims, "svar $round");
    $agent{anna}->must(POST => "v1/conversations/$kims/seen",
        { seq => $round });
    $site->visitor->start_chat('shop') if $round == 3;
}

$site->agent_add('dan');
$agent{anna}->get('v1/inbox?view=open');

is_deeply(everything(), $before, 'nothing that she can read has changed');

# her streams have been told nothing: the next event is her own

my $own = $eva->say($chat, 'En fråga till');

for my $widget (@widget) {
    my $name = ref $widget;
    $widget->expect({ type => 'message.created', 'data.id' => $own->{id} },
        "$name: her own message comes");
    is_deeply([ map { $_->{type} } @{ $widget->events } ],
        [ 'hello', 'message.created' ], "$name: and it is the first to come")
        or diag($widget->story);
}

# resumed from before all that: only her own

my $again = $eva->stream(since => $cursor);
$again->expect({ type => 'message.created', 'data.id' => $own->{id} },
    'resumed: her own message comes');
is(scalar @{ $again->events }, 1, 'resumed: nothing else');

# a cursor and an id tell nobody how much goes on: neither counts up

my @cursors = map { my $s = $kim->stream; my $c = $s->hello->{cursor};
    $s->drop; $kim->say($kims, 'x'); $c } 1 .. 6;
my %common;
for my $n (1 .. $#cursors) {
    my ($a, $b) = @cursors[$n - 1, $n];
    my $same = 0;
    $same++ while $same < length $a
        && substr($a, $same, 1) eq substr $b, $same, 1;
    $common{long}++ if $same > length($a) / 2;
}
is($common{long} // 0, 0, 'cursors in turn have nothing in common');

my @ids = map { $_->{id} } $kim->messages($kims);
my $near = grep { substr($ids[$_ - 1], 0, 11) eq substr $ids[$_], 0, 11 }
    1 .. $#ids;
is($near, 0, 'nor have ids');

# a conversation of its own kind: visitors have no request for agents' things

for my $route ('v1/inbox?view=open', 'v1/presence', 'v1/agents', 'v1/flows',
    "v1/conversations/$chat/notes")
{
    cmp_ok($eva->get($route)->status, '>=', 400, "GET $route is not hers");
}

done_testing;
