#!/usr/bin/perl

# Requests over a WebSocket: the same routes, the same rules, but for bytes
# and pages; and a socket that lives long costs no more than a new one.

use FindBin;
use lib "$FindBin::Bin/../lib";
use Kundo::Test;
use Kundo::Process;

my $site = Kundo::Server->new(one_store('rate  off;'));

$site->flow('shop');
$site->agent_add('anna');
$site->start;

my $anna = $site->agent('anna')->online('shop', { max_chats => 50 });
my $eva  = $site->visitor(name => 'Eva');
my $ws   = $eva->stream;
my $aws  = $anna->stream(not_worker => $ws->worker);

# the main job by frames alone

my $start = $ws->request(POST => 'v1/conversations', { flow => 'shop' });
is($start->status, 201, 'a conversation is started');
my $chat = $start->at('id');
my $path = "v1/conversations/$chat/messages";

my $sent = $ws->request(POST => $path, { cid => 'w1', text => 'Hej' });
is($sent->status, 201, 'a message is sent');
is($sent->at('seq'), 1, 'it is the first');
$aws->expect({ type => 'message.created', 'data.id' => $sent->at('id') },
    'the agent gets it');
is($aws->request(POST => $path, { cid => 'w2', text => 'Hej hej' })->status,
    201, 'and answers');
is($aws->request(PUT => 'v1/presence', { state => 'online',
    flows => ['shop'], max_chats => 50 })->at('chats'), 1, 'PUT');
is($ws->request(PATCH => 'v1/visitor', { name => 'Eva E' })->at('name'),
    'Eva E', 'PATCH');
is($ws->request(POST => "v1/conversations/$chat/seen", { seq => 2 })->status,
    204, 'an answer without a body');

# every readable route answers as over HTTP

for my $route ('v1/visitor', 'v1/conversations', 'v1/conversations?limit=1',
    "v1/conversations/$chat", $path, "$path?after_seq=1",
    'v1/flows/shop/status', 'v1/nothing', 'v1/conversations/' . 'A' x 22,
    'v1/conversations?limit=0', 'v1/presence')
{
    my $http = $eva->get($route);
    my $by   = $ws->request(GET => $route);
    is($by->status, $http->status, "GET $route: the same status");
    is_deeply($by->json, $http->json, "GET $route: the same body");
}

for my $bad (
    [ POST => $path, { cid => 'w1', text => 'Nej' } ],
    [ POST => $path, { cid => '', text => 'x' } ],
    [ POST => $path, { cid => 'x', text => 'x', more => 1 } ],
    [ POST => $path, { cid => 'x', text => 'x' x 20000 } ],
    [ POST => $path, {} ],
    [ DELETE => "v1/conversations/$chat" ],
    [ POST => 'v1/conversations', { flow => 'none' } ])
{
    my $http = $eva->request(@$bad[0, 1], $bad->[2]);
    my $by   = $ws->request(@$bad[0, 1], $bad->[2]);
    is($by->status, $http->status, "$bad->[0] $bad->[1]: refused the same");
    is($by->code, $http->code, 'with the same code: ' . $http->code);
}

# what is HTTP's alone

for my $route ([ GET => 'widget.js' ], [ GET => 'panel/' ],
    [ GET => 'console/' ], [ GET => 'v1/stream' ],
    [ PUT => 'v1/uploads/u1' ])
{
    my $by = $ws->request(@$route);
    cmp_ok($by->status, '>=', 400,
        "$route->[0] $route->[1]: not over a socket");
    cmp_ok($by->status, '<', 500, 'refused, not failed');
}

is($ws->request(GET => '/kundo/v1/visitor')->status, 404,
    'a path begins below the prefix');
is($ws->request(GET => 'v1/../v1/visitor')->status, 404,
    'and is taken as it is');

# frames that are no request

for my $bad ('', '{', '[]', '{}', '{"ref":"1"}', '{"ref":"1","method":"GET"}',
    '{"ref":"1","method":"GET","path":7}', '{"ref":"1","ref":"2"}',
    '{"ref":"1","method":"GET","path":"v1/visitor","more":1}',
    '{"ref":"' . 'r' x 300 . '","method":"GET","path":"v1/visitor"}')
{
    my $before = @{ $ws->events };
    $ws->send_text($bad);
    my $what = length $bad > 40 ? substr($bad, 0, 40) . '...' : $bad;

    wait_until(sub { @{ $ws->events } > $before || $ws->closed });
    my $stray = $ws->closed ? undef : $ws->events->[-1];
    ok($ws->closed || ($stray->{type} // '') eq 'test.stray_answer'
        && $stray->{data}{status} == 400, "\"$what\": refused")
        or diag($ws->story);

    $ws = $eva->stream if $ws->closed;
}

is($ws->request(GET => 'v1/visitor')->status, 200, 'the socket is alive');

# a frame that can be read is answered by its ref, which stands last in it

my $bad = $ws->request(POST => 'v1/conversations', { flow => 'shop' },
    'k' x 65);
is($bad->status . ' ' . $bad->code, '400 bad_value',
    'whose ref stands behind what is wrong: refused by its ref');

# many at once, answered each by its ref

my @many = all_of(map { $ws->request_p(POST => $path,
    { cid => "m$_", text => "nr $_" }) } 1 .. 200);
is(scalar grep({ $_->status == 201 } @many), 200, 'two hundred in flight');
is_deeply([ map { $_->at('cid') } @many ], [ map { "m$_" } 1 .. 200 ],
    'each answer belongs to its request');
is_deeply([ sort { $a <=> $b } map { $_->at('seq') } @many ], [ 3 .. 202 ],
    'seq without gaps');

# a sanitizer keeps what was freed, to see who uses it

sub flat ($grown, $title) {
    SKIP: {
        skip 'nginx runs under a sanitizer: its memory says nothing', 1
            if Kundo::Server->sanitizer;

        cmp_ok($grown, '<', 1024, $title)
            or diag("grown by $grown KiB");
    }
}

# 100,000 requests on one socket leave the worker's memory flat

my $total = 100_000;
my $warm  = 20_000;
my $done  = 0;
my $fly   = 0;
my $wrong = 0;
my $at_warm;

my $next;
$next = sub {
    while ($fly < 100 && $done + $fly < $total) {
        $fly++;
        $ws->request_p(GET => 'v1/visitor')->then(sub ($a) {
            $fly--;
            $done++;
            $wrong++ if $a->status != 200;
            $at_warm //= Kundo::Process::memory_kb($ws->worker)
                if $done >= $warm;
            $next->();
        });
    }
};
$next->();
wait_until(sub { $done == $total || !$ws->is_open }, 600);

is($done, $total, '100,000 requests are answered');
is($wrong, 0, 'all of them well');
my $grown = Kundo::Process::memory_kb($ws->worker) - $at_warm;
flat($grown, 'the worker has not grown with them');
note("grown by $grown KiB over the last 80,000 requests");

# and so do 10,000 of each kind that fails or writes

for my $kind (
    [ 'refused', sub { [ GET => 'v1/nothing' ] } ],
    [ 'typing', sub { [ POST => "v1/conversations/$chat/typing",
        { on => $_[0] % 2 ? true : false } ] } ])
{
    my ($name, $make) = @$kind;
    my ($n, $fly, $memory) = (0, 0);
    my $more;
    $more = sub {
        while ($fly < 100 && $n + $fly < 10_000) {
            $fly++;
            $ws->request_p(@{ $make->($n + $fly) })->then(sub {
                $fly--;
                $n++;
                $memory //= Kundo::Process::memory_kb($ws->worker)
                    if $n >= 2_000;
                $more->();
            });
        }
    };
    $more->();
    wait_until(sub { $n == 10_000 || !$ws->is_open }, 300);
    is($n, 10_000, "$name: 10,000 are answered");
    flat(Kundo::Process::memory_kb($ws->worker) - $memory,
        "$name: memory stays flat");
}

done_testing;
