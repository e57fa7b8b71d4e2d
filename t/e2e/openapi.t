#!/usr/bin/perl

# docs/openapi.yaml is true: every operation is asked, and every answer,
# refusal and event is as it is described there, without a field more.

use FindBin;
use lib "$FindBin::Bin/../lib";
use Kundo::Test;
use Kundo::Process;

use Digest::SHA qw(hmac_sha256);
use MIME::Base64 qw(encode_base64url);

my $site = Kundo::Server->new(one_store(
    'rate  off;',
    'identity_key  site "a secret of the site, 32 bytes or more";'));

$site->agent_add('anna', role => 'admin');
$site->agent_add('bo');
$site->start;

# all that is asked from here on is written down

my @answers;

sub route ($path) {
    return $path =~ s/\?.*//r =~ s{^v1/conversations/\K[^/]+}{{conversation}}r
        =~ s{^v1/flows/\K[^/]+}{{flow}}r
        =~ s{^v1/statistics/\K[^/]+(?=/conversations)}{{figure}}r;
}

{
    no warnings 'redefine';
    my $request_p = \&Kundo::Person::request_p;

    *Kundo::Person::request_p = sub ($self, $method, $path, $body = undef,
        $headers = {})
    {
        return $request_p->($self, $method, $path, $body, $headers)->then(
            sub ($answer) {
                push @answers, {
                    method => $method,
                    route  => route($path),
                    status => $answer->status,
                    type   => $answer->header('Content-Type'),
                    ref $body ? (request => $body) : (),
                    length $answer->bytes
                        ? (body => $answer->json // $answer->bytes) : (),
                };

                return $answer;
            });
    };
}

# and all frames of WebSockets

my @frames;

{
    no warnings 'redefine';
    my ($send, $got) = (\&Kundo::Stream::send_text, \&Kundo::Stream::_message);

    *Kundo::Stream::send_text = sub ($self, $bytes) {
        push @frames, [ WebSocketRequest => decode_json($bytes) ];
        $send->($self, $bytes);
    };

    *Kundo::Stream::_message = sub ($self, $bytes) {
        my $json = decode_json($bytes);
        push @frames, [ WebSocketAnswer => $json ] if exists $json->{ref};
        $got->($self, $bytes);
    };
}

# the tour: flows and log-ins

my $nobody = $site->nobody;
my $anna   = $site->agent('anna');
my $bo     = $site->agent('bo');

$anna->post('v1/flows', { id => 'shop', name => 'The shop',
    welcome => 'Hej!', public => true, max_queue => 3 });
$anna->post('v1/flows', { id => 'plain', name => 'Plain' });
$anna->post('v1/flows', { id => 'few', name => 'Few', public => false,
    agents => [ $bo->id ], welcome => undef });
$anna->patch('v1/flows/plain', { name => 'Plainer', welcome => 'Ja?' });
$anna->patch('v1/flows/plain', { agents => undef, max_queue => 0 });
$anna->get('v1/flows');
$bo->get('v1/flows');
$anna->get('v1/session');
$anna->get('v1/presence');

my @streams = ($anna->stream, $anna->sse(board => 1));

$anna->put('v1/presence', { state => 'online', flows => ['shop'],
    max_chats => 1 });
$nobody->get('v1/flows/shop/status');

# visitors: a chat, one that waits, one that leaves a message

my $eva = $site->visitor(name => 'Eva', email => 'eva@example.com',
    phone => '+46 8 123', locale => 'sv');
my $kim = $site->visitor;
push @streams, $eva->stream, $kim->sse;

$eva->get('v1/visitor');
$eva->patch('v1/visitor', { name => undef, phone => '112' });

my $chat = $eva->must(POST => 'v1/conversations', { flow => 'shop' })->{id};
my $path = "v1/conversations/$chat";

my $waits = $kim->must(POST => 'v1/conversations',
    { flow => 'shop', text => 'Hej', cid => 'k1' },
    { 'Idempotency-Key' => 'start' })->{id};
$kim->post('v1/conversations',
    { flow => 'shop', text => 'Hej', cid => 'k1' },
    { 'Idempotency-Key' => 'start' });
my $left = $kim->must(POST => 'v1/conversations',
    { flow => 'plain', text => 'Ring', cid => 'k2' })->{id};

# visitors whom the site names

sub identity ($sub) {
    my $text = join '.', map { encode_base64url(encode_json($_)) }
        { alg => 'HS256' },
        { sub => $sub, name => 'Ada', exp => time + 60 };

    return "$text." . encode_base64url(hmac_sha256($text,
        'a secret of the site, 32 bytes or more'));
}

my $ada = $site->visitor;
$ada->patch('v1/visitor', { identity => identity('ada') });
$site->visitor->patch('v1/visitor', { identity => identity('ada') });
$nobody->post('v1/visitor', { identity => $_ }) for identity('ada'), 'x';

# they talk

$eva->post("$path/messages", { cid => 'e1', text => 'Hej' }) for 1 .. 2;
$anna->post("$path/messages", { cid => 'a1', text => 'Hej, hej' });
$eva->get("$path/messages?limit=1");
$anna->get("$path/messages?after_seq=1");
$eva->post("$path/typing", { on => $_ }) for true, false;
$_->post("$path/seen", { seq => 3 }) for $eva, $anna;
$_->get($path) for $eva, $anna;
$eva->get('v1/conversations');
$_->get('v1/board') for $anna, $bo;
$anna->get("v1/inbox?view=$_") for qw(open closed my-replies my-closed);

# by frames as well

my $ws = $streams[2];
$ws->request(GET => 'v1/visitor');
$ws->request(POST => "$path/messages", { cid => 'w1', text => 'Hej' });
$ws->request(POST => "$path/seen", { seq => 1 });
$ws->request(GET => 'v1/nothing');
$ws->request(POST => 'v1/conversations', { flow => 'none' });

# to somebody else, and back

$bo->put('v1/presence', { state => 'online', flows => ['few'],
    max_chats => 1 });
$anna->get("$path/targets");
$anna->post("$path/focus", { focused => $_ }) for true, false;
$anna->post("$path/transfers", { to => { flow => 'few' }, note => 'Se här' });
$anna->post("$path/transfers", { to => { flow => 'plain' } });
$_->get("$path/messages") for $eva, $anna;
$eva->get($path);
$bo->post("$path/notes", { text => 'Läst' }, { 'Idempotency-Key' => 'note' })
    for 1 .. 2;
$bo->get("$path/notes?limit=1");
$eva->get("$path/notes");
$streams[3]->expect({ type => 'conversation.assigned',
    conversation => $waits }, 'what waited is assigned');
$kim->post("v1/conversations/$waits/close");
$anna->post("$path/transfers", { to => { agent => $anna->id } });

# the end, and again

$eva->post("$path/close");
$anna->patch($path, { status => $_ }) for qw(open closed);
$anna->post("v1/conversations/$left/messages", { cid => 'l1', text => 'Ja' });

# what came of it

$anna->get("v1/statistics/$_") for 'transfers', 'responses?of=live',
    'conversations?by=day', 'transfers/conversations?limit=1&automatic=false',
    'started/conversations?flow=shop', 'responses?format=csv';
$bo->get("v1/statistics/$_/conversations") for 'closed', 'mood';
$bo->get('v1/statistics/responses?by=mood');
$eva->get('v1/statistics/responses');
$nobody->get('v1/statistics/responses');

# refusals

my $free = 'A' x length $chat;

$eva->get("v1/conversations/$free");
$eva->post("$path/messages", { cid => 'e1', text => 'Nej' });
$eva->post("$path/messages", { cid => '', text => 'x' });
$eva->post("$path/messages", { cid => 'x', text => 'x', more => 1 });
$eva->post("$path/messages", { cid => 'x', text => 'x' x 20000 });
$eva->post('v1/conversations', { flow => 'none' });
$eva->post('v1/conversations', { flow => 'plain' },
    { 'Idempotency-Key' => 'again' });
$eva->post('v1/conversations', { flow => 'shop' },
    { 'Idempotency-Key' => 'again' });
$eva->put('v1/presence', { state => 'busy', flows => [] });
$bo->post('v1/flows', { id => 'x', name => 'x' });
$anna->post('v1/flows', { id => 'shop', name => 'x' });
$nobody->get('v1/flows/few/status');
$nobody->get($_) for 'v1/visitor', 'v1/conversations', 'v1/session',
    'v1/presence', 'v1/inbox?view=open', $path;
$nobody->post('v1/session', { email => 'bo@example.com',
    password => 'wrong wrong' });
$nobody->post('v1/visitor', { more => 1 });

# operators

$nobody->get('v1/health');
$nobody->get('metrics');

# what the streams had

$streams[0]->expect({ type => 'message.created', conversation => $left },
    'the agent\'s WebSocket has the last message');
$streams[1]->expect({ type => 'message.created', conversation => $left },
    'her server-sent events too');
$streams[3]->expect({ type => 'message.created', conversation => $left,
    'data.from.kind' => 'agent' }, 'and the visitor\'s');
push @streams, $eva->stream(since => 'unknown');
$streams[-1]->expect('reset', 'a reset');

$eva->del('v1/visitor');
$anna->del('v1/session');

my @events = map {
    map { my %event = %$_; delete @event{qw(sse_id sse_type)}; \%event }
        @{ $_->events }
} @streams;

my %types = map { $_->{type} => 1 } @events;
ok($types{$_}, "there was $_") for qw(hello reset typing presence.changed
    board.changed conversation.opened conversation.assigned conversation.queued
    conversation.closed conversation.reopened conversation.transferred
    note.created message.created message.seen);

# all of it, as described

my ($status, $out, $err) = Kundo::Process::run(
    [ 'node', "$FindBin::Bin/../openapi-answers" ],
    stdin => encode_json({ answers => \@answers, events => \@events,
        frames => \@frames }));

is($status, 0, 'the description can be read') or diag($err);

my $found = decode_json($out);

for my $i (0 .. $#answers) {
    my $asked = $answers[$i];
    is($found->{answers}[$i], undef,
        "$asked->{method} $asked->{route}: $asked->{status}")
        or diag(encode_json($asked));
}

for my $i (0 .. $#events) {
    is($found->{events}[$i], undef, "event $events[$i]{type}")
        or diag(encode_json($events[$i]));
}

cmp_ok(scalar @frames, '>=', 10, 'there were frames');

for my $i (0 .. $#frames) {
    is($found->{frames}[$i], undef, "frame $frames[$i][0]")
        or diag(encode_json($frames[$i]));
}

is_deeply([ grep { $_ ne 'GET v1/stream' } @{ $found->{untried} } ], [],
    'every operation was asked with success');

done_testing;
