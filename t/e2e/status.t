#!/usr/bin/perl

# The status of a flow: what the loader asks for on every page.  No cookie,
# no session, cacheable; and no more than one needs to know: who is there
# and how soon one is answered (S2.8).

use FindBin;
use lib "$FindBin::Bin/../lib";
use Kundo::Test;

my $site = Kundo::Server->new(one_store());

$site->flow('shop')->flow('expert', 'Experts', '--private');
$site->flow('quiet', 'Quiet', '--hide-agents');
$site->agent_add('anna', name => 'Anna Berg')->agent_add('bo', name => 'Bo Ek');
$site->agent_add('chief', role => 'admin');
$site->start;

my $nobody = $site->nobody;
my ($anna, $bo, $chief) = map { $site->agent($_) } qw(anna bo chief);

sub status { return $nobody->must(GET => 'v1/flows/shop/status') }

is_deeply(status(), { flow => 'shop', available => false, queue => 0,
    opens_at => undef }, 'D2: nobody is there');

$anna->online('shop', { max_chats => 1 });
is_deeply(status(), { flow => 'shop', available => true, queue => 0,
    opens_at => undef, agents => ['Anna Berg'] }, 'an agent is there');

$site->visitor->start_chat('shop') for 1 .. 3;
is(status()->{queue}, 2, 'D2: two wait');

$anna->must(PUT => 'v1/presence', { state => 'offline', flows => [] });
is(status()->{available}, false, 'D2: and gone again');
ok(wait_until(sub { status()->{queue} == 0 }), 'D2: and nobody waits');

# for every page, from a cache, without a trace

my $answer = $nobody->get('v1/flows/shop/status');
my ($age)  = ($answer->header('Cache-Control') // '') =~ /max-age=(\d+)/;
ok($age, 'it may be kept');
cmp_ok($age // 999, '<=', 60, 'for seconds');
is($answer->header('Set-Cookie'), undef, 'it sets no cookie');
is_deeply([ sort keys %{ $answer->json } ],
    [ qw(available flow opens_at queue) ], 'it says no more');

is($anna->get('v1/flows/shop/status')->bytes, $answer->bytes,
    'an agent gets the same');

problem($nobody->get('v1/flows/expert/status'), 404, 'not_found',
    'S1.3: a private flow has none');
is($nobody->get('v1/flows/expert/status')->bytes,
    $nobody->get('v1/flows/nowhere/status')->bytes,
    'S1.3: just as one that is not');
problem($anna->get('v1/flows/expert/status'), 404, 'not_found',
    'S1.3: also for an agent');

# who is there

sub names { return $nobody->must(GET => "v1/flows/$_[0]/status")->{agents} }

$anna->online('shop', 'quiet', 'expert', { max_chats => 1 });
$bo->online('shop', { max_chats => 1 });
is_deeply(names('shop'), [ 'Bo Ek', 'Anna Berg' ],
    'S1.2: the names of who is there, in turn');

my $chat = $site->visitor->start_chat('shop');
is_deeply(names('shop'), [ 'Anna Berg', 'Bo Ek' ],
    'S2.4: who is full is named last');

$bo->presence(state => 'busy');
is_deeply(names('shop'), ['Anna Berg'], 'S2.3: one who is busy is not named');
$bo->presence(state => 'online');

my $all = $nobody->must(GET => 'v1/flows/quiet/status');
is($all->{available}, true, 'a flow without names has somebody');
ok(!exists $all->{agents}, 'and does not say whom');

is($chief->must(PATCH => 'v1/flows/quiet', { show_agents => true })
    ->{show_agents}, true, 'until an administrator says so');
is_deeply(names('quiet'), ['Anna Berg'], 'then it does');
$chief->must(PATCH => 'v1/flows/quiet', { show_agents => false });
is(names('quiet'), undef, 'and no more');
is($chief->must(PATCH => 'v1/flows/quiet', { name => 'Calm' })->{show_agents},
    false, 'what is not given stays');

$bo->must(PATCH => "v1/conversations/$chat", { status => 'closed' });

# how soon: from the visitor's first text to an agent's first after it

sub soon { return status()->{answers_in_s} }

my $welcome = $chief->must(POST => 'v1/flows', { id => 'warm', name => 'Warm',
    welcome => 'Welcome!' });
is($welcome->{show_agents}, true, 'names are shown unless it is said');

my $asked = time;

for my $n (1 .. 3) {
    is(soon(), undef, 'S2.8: ' . ($n - 1) . ' answers are no custom');

    my $eva = $site->visitor;
    my $id  = $eva->start_chat('shop', $n == 1 ? ()
        : (text => 'Is it open?', cid => "first-$n"));
    my $one = $bo->conversation($id)->{agent}{id} eq $bo->id ? $bo : $anna;

    # hers comes first: what was said before it is no answer

    $one->say($id, 'Can I help?') if $n == 1;
    $eva->say($id, 'Is it open?') if $n == 1;
    $one->say($id, 'Until six.');
    $eva->say($id, 'Thanks.');
    $one->say($id, 'You are welcome.');
    $one->must(PATCH => "v1/conversations/$id", { status => 'closed' });
}

like(soon(), qr/^\d+$/, 'S2.8: three are one');
cmp_ok(soon(), '<=', time - $asked + 1, 'S2.8: of the time that it took');

my $before = soon();

$_->presence(state => 'offline') for $anna, $bo;

for my $n (1 .. 2) {
    my $eva = $site->visitor;
    my $id  = $eva->start_chat('shop', text => 'Hello?', cid => "left-$n");

    is($chief->conversation($id)->{left_message}, true, 'D2: a left message');
    $bo->say($id, 'Good morning.');
}

is(soon(), $before, 'D2: its answer is no measure');
is(names('shop'), undef, 'and nobody is named');

$bo->online('warm');

for my $n (1 .. 3) {
    $site->visitor->start_chat('warm', text => 'Hello?', cid => "warm-$n");
}

ok(!exists $nobody->must(GET => 'v1/flows/warm/status')->{answers_in_s},
    'S2.8: a welcome is no answer');

is(($site->kundoctl(['check']))[0], 0, 'the store is sound');

done_testing;
