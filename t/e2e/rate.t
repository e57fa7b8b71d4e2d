#!/usr/bin/perl

# Too many requests: token buckets of a session and of an address, and how
# many sockets each may hold.  429 with Retry-After, the same bucket in all
# workers, and nothing of another session is touched.

use FindBin;
use lib "$FindBin::Bin/../lib";
use Kundo::Test;

my $site = Kundo::Server->new(<<'EOC');
kundo_store session {
    path  %%STORE%%;
    rate  session=1r/m session_burst=6 address=1000r/s;
}

kundo_store sockets {
    path  %%STORE5%%;
    rate  session=1000r/s session_sockets=3
          address=1000r/s address_sockets=5;
}

kundo_store address {
    path  %%STORE2%%;
    rate  session=1000r/s address=1r/m address_burst=8;
}

kundo_store quick {
    path  %%STORE3%%;
    rate  session=2r/s session_burst=2;
}

kundo_store free {
    path  %%STORE4%%;
    rate  off;
}

server {
    listen  127.0.0.1:%%PORT%% reuseport;

    location /kundo/   { kundo  session; }
    location /address/ { kundo  address; }
    location /quick/   { kundo  quick;   }
    location /free/    { kundo  free;    }
    location /sockets/ { kundo  sockets; }
}
EOC

$site->kundoctl([qw(flow add --id shop --name Shop)], '', $site->store($_))
    for '', 2 .. 5;
$site->agent_add('anna');
$site->start;

sub visitor ($prefix) {
    return $site->nobody(prefix => "/$prefix/")->introduce;
}

sub limited ($answer, $title) {
    problem($answer, 429, 'rate_limited', $title);
    like($answer->header('Retry-After') // '', qr/^[1-9]\d*$/,
        'it says when to try again');
}

# a session

my $eva = visitor('kundo');
my (@got, %worker);

while (@got < 12 || (keys %worker < 2 && @got < 100)) {
    push @got, $eva->get('v1/visitor');
    $worker{ $got[-1]->worker }++;
}

my %by = (200 => 0, 429 => 0);
$by{ $_->status }++ for @got;

cmp_ok($by{200}, '>=', 5, 'a burst is let through');
cmp_ok($by{200}, '<=', 7, 'and no more, on both workers together');
is($by{200} + $by{429}, @got, 'the rest is 429');
is(scalar keys %worker, 2, 'both workers were asked');
limited($got[-1], 'a session over its rate');
limited($eva->post('v1/conversations', { flow => 'shop' }),
    'a changing request as well');

my $kim = visitor('kundo');
answered($kim->get('v1/visitor'), 200, 'another session has its own');

# over a WebSocket it is the same bucket

my $ws = $kim->stream;
my @over = map { $ws->request(GET => 'v1/visitor') } 1 .. 10;
is($over[0]->status, 200, 'over a WebSocket the first is good');
is($over[-1]->status, 429, 'and the last too many');
is($over[-1]->code, 'rate_limited', 'with the same problem');
ok($ws->is_open, 'the socket stays open');
$ws->drop;

# a refused request has done nothing

my $cia = visitor('kundo');
my @started = map { $cia->post('v1/conversations', { flow => 'shop' }) }
    1 .. 10;
my $made = grep { $_->status == 201 } @started;
cmp_ok($made, '<', 10, 'some are refused');

my $anna = $site->agent('anna');
is(scalar(grep { $_->{starter}{id} eq $cia->id }
    @{ $anna->must(GET => 'v1/inbox?view=open')->{items} }), $made,
    'and have started no conversation');

# the sockets of a session, then of an address; tries are not rated here,
# as each that comes before the server has seen a drop takes a token

my $dan  = visitor('sockets');
my @open = map { $dan->stream } 1 .. 2;
push @open, $dan->sse;
my $fourth = $dan->try_stream;
is($fourth->status, 429, 'a fourth socket of a session is refused');
is($dan->try_sse->status, 429, 'events count as well');

$open[0]->drop;
my $next;
ok(wait_until(sub {
    $next = $dan->try_stream;
    $next->is_open;
}), 'one that has gone makes room');

my $eli = visitor('sockets');
push @open, map { $eli->stream } 1 .. 2;
is(visitor('sockets')->try_stream->status, 429,
    'a sixth socket of an address is refused');
answered($eli->get('v1/visitor'), 200, 'requests go on');

# a worker that is killed gives back what it held

my %held;
$held{ $_->worker }++ for grep { $_->is_open } @open, $next;
$site->kill_worker($_) for keys %held;
$_->wait_closed for @open, $next;
my @again = map { $eli->stream } 1 .. 3;
is(scalar @again, 3, 'what a killed worker held is free again');

# an address, whoever it is

my @status = map { $site->nobody(prefix => '/address/')
    ->get('v1/flows/shop/status')->status } 1 .. 12;
is($status[0], 200, 'an address within its rate');
is($status[-1], 429, 'an address over its rate');
my $passed = grep { $_ == 200 } @status;
cmp_ok($passed, '<=', 9, 'over both workers');
limited($site->nobody(prefix => '/address/')->post('v1/visitor', {}),
    'another route from there');
answered($site->nobody(prefix => '/address/')->get('/'), 404,
    'the site itself is not touched');

# service comes back by itself

my $quick = visitor('quick');
ok(wait_until(sub {
    grep { $_->status == 429 }
        all_of(map { $quick->request_p(GET => 'v1/visitor') } 1 .. 10);
}), 'over the rate');
ok(wait_until(sub { $quick->get('v1/visitor')->status == 200 }),
    'and after a while within it');

# rate off

my $free = visitor('free');
is(scalar grep({ $_->status != 200 } all_of(map {
    $free->request_p(GET => 'v1/visitor') } 1 .. 400)), 0,
    'rate off: four hundred at once');

done_testing;
