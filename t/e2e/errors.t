#!/usr/bin/perl

# What is refused, and how: problem documents (RFC 9457), the place of what
# is wrong, and no difference between what is hidden and what is not there.

use FindBin;
use lib "$FindBin::Bin/../lib";
use Kundo::Test;

my $site = Kundo::Server->new(one_store('rate  off;'));

$site->agent_add('anna', role => 'admin')->agent_add('bo');
$site->start;

my $anna = $site->agent('anna');
$anna->must(POST => 'v1/flows',
    { id => 'shop', name => 'Shop', agents => [ $anna->id ] });
$anna->online('shop');
my $eva  = $site->visitor(name => 'Eva');
my $kim  = $site->visitor(name => 'Kim');
my $chat = $eva->start_chat('shop');
my $kims = $kim->start_chat('shop');
my $path = "v1/conversations/$chat/messages";

sub detail_like ($answer, $pattern, $title) {
    like($answer->at('detail') // '', $pattern, $title);
}

# JSON that is none; the place is said

for my $bad (
    [ '',                            'nothing' ],
    [ '{',                           'an object without end' ],
    [ '{"cid":"a","text":"b"',       'a brace too few' ],
    [ '{"cid":"a",}',                'a comma too many' ],
    [ "{'cid':'a'}",                 'single quotes' ],
    [ '{"cid":"a" "text":"b"}',      'no comma' ],
    [ '{"cid":"a","text":"\x"}',     'an escape that is none' ],
    [ '{"cid":"a","text":"\ud800"}', 'half a surrogate pair' ],
    [ "{\"cid\":\"a\",\"text\":\"\xff\"}",   'bytes that are not UTF-8' ],
    [ "{\"cid\":\"a\",\"text\":\"\xc0\x80\"}", 'UTF-8 that is too long' ],
    [ "{\"cid\":\"a\",\"text\":\"\n\"}",     'a bare line feed in a string' ],
    [ '{"cid":"a","text":"b"} x',    'bytes after the value' ],
    [ '{"cid":"a","text":"b"}{}',    'two values' ],
    [ '{"cid":"a","cid":"b","text":"c"}', 'a doubled key' ],
    [ '{"cid":"a","text":"b","c\u0069d":"d"}', 'a doubled key in disguise' ],
    [ '{"cid":01,"text":"b"}',       'a number with a leading zero' ],
    [ "\xef\xbb\xbf{\"cid\":\"a\",\"text\":\"b\"}", 'a byte order mark' ],
    )
{
    my ($body, $what) = @$bad;
    my $answer = $eva->post($path, $body);

    problem($answer, 400, 'bad_json', "bad_json: $what");
    detail_like($answer, qr/\d/, "bad_json: its place is said");
}

# values of the wrong kind

for my $bad (
    [ '[]',                        'cid|object', 'an array for an object' ],
    [ '"text"',                    'object', 'a string for an object' ],
    [ 'null',                      'object', 'null for an object' ],
    [ '{"cid":1,"text":"b"}',      'cid',  'a number for a string' ],
    [ '{"cid":"a","text":["b"]}',  'text', 'an array for a string' ],
    [ '{"cid":"a","text":null}',   'text', 'null for a text' ],
    [ '{"cid":"a"}',               'text', 'a message without content' ],
    [ '{"cid":"a","text":""}',     'text', 'an empty text' ],
    [ '{"text":"b"}',              'cid',  'no cid' ],
    [ '{"cid":"a","text":"\u0000"}', 'text|\d', 'a zero character' ],
    )
{
    my ($body, $name, $what) = @$bad;
    my $answer = $eva->post($path, $body);

    like($answer->code, qr/^bad_(?:value|json)$/, "refused: $what");
    is($answer->status, 400, "400: $what");
    detail_like($answer, qr/$name/, "the detail says which: $what");
}

my $unknown = $eva->post($path, { cid => 'a', text => 'b', colour => 'red' });
problem($unknown, 400, 'unknown_field', 'an unknown field');
detail_like($unknown, qr/colour/, 'is named');
problem($eva->post('v1/visitor', { name => 'x', admin => true }), 400,
    'unknown_field', 'on other routes too');
problem($eva->post("v1/conversations/$chat/typing", { on => 'yes' }), 400,
    'bad_value', 'a string for a truth value');
problem($eva->post("v1/conversations/$chat/seen", { seq => -1 }), 400,
    'bad_value', 'a number below zero');
problem($eva->post("v1/conversations/$chat/seen", { seq => 1.5 }), 400,
    'bad_value', 'half a number');

# sizes

my $long = $eva->post($path, { cid => 'a', text => 'x' x (16384 + 1) });
problem($long, 400, 'bad_value', 'a text that is too long');
detail_like($long, qr/text.*16384/, 'the most is said');
problem($eva->post($path, '{"a":' x 40 . '1' . '}' x 40), 413, 'too_large',
    'too deep');
answered($eva->post($path, { cid => 'long', text => 'x' x 16384 }), 201,
    'the longest text');
answered($eva->post($path, { cid => 'long-2',
    text => "\x{1F600}" x 4096 }), 201, 'the longest in four-byte characters');
problem($eva->post($path, '{"cid":"a","text":"' . 'x' x $_ . '"}'), 413,
    'too_large', "a body of more than $_ bytes") for 200_000, 1 << 21;
is(($eva->messages($chat))[1]{text}, "\x{1F600}" x 4096, 'kept to the letter');

# nothing of all this has left a trace

is_deeply([ map { $_->{cid} } $eva->messages($chat) ], [ 'long', 'long-2' ],
    'what was refused has changed nothing');

# paths and methods

problem($eva->get('v1/nothing'), 404, 'not_found', 'a path that is not');
answered($eva->get('v2/conversations'), 404, 'another version');
problem($eva->get('v1/conversations/'), 404, 'not_found', 'an empty id');
problem($eva->del("v1/conversations/$chat"), 405, 'method_not_allowed',
    'a method that is not');
problem($eva->request(BREW => 'v1/visitor'), 405, 'method_not_allowed',
    'a method that nobody knows');
problem($eva->post($path, '{"cid":"a","text":"b"}',
    { 'Content-Type' => 'text/plain' }), 415, 'media_type',
    'a body that does not say that it is JSON');
problem($eva->post($path, '{"cid":"a","text":"b"}',
    { 'Content-Type' => 'application/x-www-form-urlencoded' }), 415,
    'media_type', 'a form');
answered($eva->post($path, '{"cid":"utf","text":"b"}',
    { 'Content-Type' => 'application/json; charset=utf-8' }), 201,
    'a charset may be said');

# lists

for my $query (qw(limit=0 limit=201 limit=x limit=-1 after=nonsense
    after_seq=-1 after_seq=x))
{
    my $route = $query =~ /after_seq/ ? $path : 'v1/conversations';
    problem($eva->get("$route?$query"), 400, 'bad_value', "?$query");
}

# what one may not see answers as what is not there

my $free = 'A' x length $chat;

sub same_as_nothing ($who, $method, $route, $body, $what) {
    my $hidden  = $who->request($method, $route =~ s/ID/$chat/r, $body);
    my $nothing = $who->request($method, $route =~ s/ID/$free/r, $body);

    problem($hidden, 404, 'not_found', "$what: not found");
    is($hidden->bytes =~ s/\Q$chat\E/ID/gr,
        $nothing->bytes =~ s/\Q$free\E/ID/gr, "$what: the same to the byte");

    my @headers = map {
        my $h = $_->headers->to_hash;
        delete @$h{qw(Date X-Worker Content-Length)};
        $h } $hidden, $nothing;
    is_deeply($headers[0], $headers[1], "$what: and to the headers");
}

for my $case (
    [ GET  => 'v1/conversations/ID' ],
    [ GET  => 'v1/conversations/ID/messages' ],
    [ POST => 'v1/conversations/ID/messages', { cid => 'x', text => 'y' } ],
    [ POST => 'v1/conversations/ID/seen', { seq => 1 } ],
    [ POST => 'v1/conversations/ID/typing', { on => true } ],
    [ POST => 'v1/conversations/ID/close' ])
{
    same_as_nothing($kim, @$case[0 .. 1], $case->[2], "$case->[0] $case->[1]");
}

same_as_nothing($site->agent('bo'), 'GET', 'v1/conversations/ID', undef,
    'an agent who may not choose the flow');

# agents' routes are closed to visitors, and the other way round

for my $case ([ GET => 'v1/presence' ], [ GET => 'v1/inbox?view=open' ],
    [ PUT => 'v1/presence', { state => 'online', flows => [] } ])
{
    my $answer = $eva->request(@$case[0, 1], $case->[2]);
    like($answer->status, qr/^40[13]$/,
        "$case->[0] $case->[1]: not a visitor's");
    like($answer->code, qr/^(?:forbidden|unauthorized)$/, 'and says so');
}

# nobody

my $nobody = $site->nobody;
for my $case ([ GET => 'v1/visitor' ], [ GET => 'v1/conversations' ],
    [ GET => "v1/conversations/$chat" ], [ GET => 'v1/stream' ],
    [ POST => $path, { cid => 'x', text => 'y' } ])
{
    problem($nobody->request(@$case[0, 1], $case->[2]), 401, 'unauthorized',
        "$case->[0] $case->[1] without a session");
}

problem($site->nobody(token => $_)->get('v1/visitor'), 401, 'unauthorized',
    'a token that is none: ' . substr $_, 0, 12)
    for 'x', 'A' x 54,
        substr($eva->token, 0, -1) . ($eva->token =~ /A$/ ? 'B' : 'A'),
        $eva->token . 'A', 'A' x 5000;

# a flow that is not

problem($eva->post('v1/conversations', { flow => 'none' }), 404, 'not_found',
    'a chat in a flow that is not');
problem($nobody->get('v1/flows/none/status'), 404, 'not_found',
    'its status');

# a closed conversation

$eva->must(POST => "v1/conversations/$chat/close");
answered($eva->post("v1/conversations/$chat/close"), 200,
    'closed twice is closed');

# what belongs to later has no route, not a stub

problem($anna->get($_), 404, 'not_found', "$_ has no route yet")
    for qw(v1/items v1/replies v1/contacts);

done_testing;
