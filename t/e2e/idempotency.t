#!/usr/bin/perl

# Sent again: the same cid stands once, whichever worker hears it.

use FindBin;
use lib "$FindBin::Bin/../lib";
use Kundo::Test;

my $site = Kundo::Server->new(one_store('rate  off;'));

$site->flow('shop');
$site->agent_add($_) for qw(anna bo);
$site->start;

my $anna = $site->agent('anna')->online('shop');
my $eva  = $site->visitor(name => 'Eva');
my $chat = $eva->start_chat('shop');
my $path = "v1/conversations/$chat/messages";

my $first = $eva->post($path, { cid => 'one', text => 'Hej' });
answered($first, 201, 'the first time it is made');

# again, until both workers have answered

my %worker;
my @again;

while (keys %worker < 2 && @again < 60) {
    push @again, $eva->post($path, { cid => 'one', text => 'Hej' });
    $worker{ $again[-1]->worker }++;
}

is(scalar keys %worker, 2, 'both workers have heard it again');
is_deeply([ grep { $_->status != 200 } @again ], [], 'it is answered 200');
is_deeply($again[$_]->json, $first->json, 'with the message that stands')
    for 0, $#again;

problem($eva->post($path, { cid => 'one', text => 'Nej' }), 409, 'cid_reused',
    'with another text it is refused');

# all at once

my @crowd = all_of(map { $eva->request_p(POST => $path,
    { cid => 'two', text => 'Samtidigt' }) } 1 .. 20);

is(scalar grep({ $_->status == 201 } @crowd), 1,
    'of twenty at once one is made');
is(scalar grep({ $_->status == 200 } @crowd), 19, 'and the others are told so');
is(scalar keys %{ { map { $_->at('id') // '' => 1 } @crowd } }, 1,
    'all of the same message');

# the cid is the sender's own, in the conversation

answered($anna->post($path, { cid => 'one', text => 'Mitt eget' }), 201,
    'another sender may use the same cid');
my $other = $eva->start_chat('shop');
answered($eva->post("v1/conversations/$other/messages",
    { cid => 'one', text => 'Annat' }), 201, 'another conversation as well');

# long ago: older than what is kept close at hand

$eva->say($chat, "utfyllnad $_") for 1 .. 100;
answered($eva->post($path, { cid => 'one', text => 'Hej' }), 200,
    'a hundred messages later it is still known');
problem($eva->post($path, { cid => 'one', text => 'Nej' }), 409, 'cid_reused',
    'also as another text');

is_deeply([ map { $_->{seq} } $eva->messages($chat) ], [ 1 .. 103 ],
    'seq has no gap and nothing stands twice');

# over a WebSocket, and after a reload

my $ws = $eva->stream;
my $by_ws = $ws->request(POST => $path, { cid => 'one', text => 'Hej' });
answered($by_ws, 200, 'over a WebSocket it is the same');
is($by_ws->at('id'), $first->at('id'), 'the same message');
$site->reload;
answered($eva->post($path, { cid => 'one', text => 'Hej' }), 200,
    'and after a reload');

# cids that are none

problem($eva->post($path, { text => 'utan' }), 400, 'bad_value',
    'a message needs a cid');
problem($eva->post($path, { cid => '', text => 'x' }), 400, 'bad_value',
    'of one character');
problem($eva->post($path, { cid => 'x' x 65, text => 'x' }), 400, 'bad_value',
    'to 64');
answered($eva->post($path, { cid => 'x' x 64, text => 'x' }), 201,
    'a cid of 64 is good');

# Idempotency-Key

my %key = ('Idempotency-Key' => 'start-1');
my $start = $eva->post('v1/conversations', { flow => 'shop' }, \%key);
answered($start, 201, 'a conversation with a key');

my @same = map { $eva->post('v1/conversations', { flow => 'shop' }, \%key) }
    1 .. 10;
is_deeply([ grep { $_->at('id') ne $start->at('id') } @same ], [],
    'the same key: the same conversation');
is_deeply([ grep { $_->status !~ /^20[01]$/ } @same ], [], 'and no fault');

my @race = all_of(map { $eva->request_p(POST => 'v1/conversations',
    { flow => 'shop' }, { 'Idempotency-Key' => 'start-2' }) } 1 .. 20);
is(scalar keys %{ { map { $_->at('id') // '' => 1 } @race } }, 1,
    'twenty at once with one key: one conversation');

isnt($eva->must(POST => 'v1/conversations', { flow => 'shop' },
    { 'Idempotency-Key' => 'start-3' })->{id}, $start->at('id'),
    'another key: another conversation');
isnt($site->visitor->must(POST => 'v1/conversations', { flow => 'shop' },
    \%key)->{id}, $start->at('id'), 'the key of another person is another');
problem($eva->post('v1/conversations', { flow => 'shop', text => 'Annat',
    cid => 'k' }, \%key), 409, 'key_reused',
    'the key with another request is refused');

problem($eva->post('v1/conversations', { flow => 'shop' },
    { 'Idempotency-Key' => $_ }), 400, 'bad_value',
    'a key of ' . length . ' characters is none') for '', 'k' x 65;

my $line = $eva->stream;

for my $again ($line->request(POST => 'v1/conversations', { flow => 'shop' },
    'start-1'), $line->request(POST => 'v1/conversations', { flow => 'shop' },
    'start-1'))
{
    answered($again, 200, 'the same request by a WebSocket');
    is($again->at('id'), $start->at('id'), 'is the same conversation');
}

is($line->request(POST => 'v1/conversations', { flow => 'shop',
    text => 'Annat', cid => 'k' }, 'start-1')->code, 'key_reused',
    'and another one is refused');

my $count = @{ $eva->must(GET => 'v1/conversations?limit=200')->{items} };
is($count, 5, 'no conversation too many');

done_testing;
