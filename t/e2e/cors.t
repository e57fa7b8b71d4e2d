#!/usr/bin/perl

# Pages of other origins: those that allow_origin names may read answers,
# and their browsers are told what they may send; all others get nothing.

use FindBin;
use lib "$FindBin::Bin/../lib";
use Kundo::Test;

my $site = Kundo::Server->new(one_store(
    'rate  off;',
    'public_url  https://shop.example/kundo/;',
    'allow_origin  https://www.example.com http://b.example:8080;'));

$site->flow('shop');
$site->start;

my $nobody = $site->nobody;
my $origin = $site->origin;
my @named  = ('https://www.example.com', 'http://b.example:8080');
my @others = (
    undef, $origin, 'https://shop.example', 'null', '*', '',
    'https://evil.example', 'http://www.example.com',
    'https://www.example.com:8443', 'https://www.example.com/',
    'https://www.example.com.evil.example', 'https://b.example:8080',
    'https://www.example.com, http://b.example:8080');

sub told ($answer) {
    return { map {
        lc =~ s/^access-control-//ir => $answer->headers->header($_) }
        grep { /^Access-Control-/i } @{ $answer->headers->names } };
}

sub varies ($answer) {
    return join ',', map { split /\s*,\s*/ }
        @{ $answer->headers->every_header('Vary') };
}

sub said ($origin) { return defined $origin ? "\"$origin\"" : 'none' }

sub from ($origin) { return defined $origin ? { Origin => $origin } : {} }


# answers, good and bad

my $hello = $nobody->post('v1/visitor', { name => 'Eva' }, from($named[0]));
answered($hello, 201, 'a page of a named origin makes a visitor');

my $eva  = $site->nobody(token => $hello->at('token'));
my $chat = $eva->start_chat('shop');
my %asked = (
    201 => sub (@h) { $nobody->post('v1/visitor', {}, @h) },
    200 => sub (@h) { $eva->get("v1/conversations/$chat", @h) },
    401 => sub (@h) { $nobody->get('v1/visitor', @h) },
    404 => sub (@h) { $eva->get('v1/no/such', @h) },
    405 => sub (@h) { $eva->del('v1/conversations', @h) },
    415 => sub (@h) {
        $eva->post("v1/conversations/$chat/messages", 'text',
            { %{ $h[0] }, 'Content-Type' => 'text/plain' });
    },
);

for my $status (sort keys %asked) {
    for my $named (@named) {
        my $answer = $asked{$status}->(from($named));

        is($answer->status, $status, "Origin \"$named\": a $status");
        is_deeply(told($answer), { 'allow-origin' => $named,
            'allow-credentials' => 'true' }, '  that the page may read');
        like(varies($answer), qr/\bOrigin\b/, '  and that varies');
    }

    for my $other (@others) {
        next if $status == 201;      # refused at the door, see auth.t

        is_deeply(told($asked{$status}->(from($other))), {},
            "Origin @{[said($other)]}: nothing with a $status");
    }
}

is_deeply(told($nobody->post('v1/visitor', {}, from($_))), {},
    "Origin @{[said($_)]}: nothing with POST v1/visitor") for @others;

{
    my $answer = $eva->get('v1/visitor', from('https://WWW.example.com'));

    is_deeply(told($answer), { 'allow-origin' => 'https://WWW.example.com',
        'allow-credentials' => 'true' }, 'an Origin is answered as it came');
}

# a stream

{
    my $sse = $site->nobody(token => $eva->token,
        headers => { Origin => $named[0] })->try_sse;

    is($sse->status, 200, 'events for a page of a named origin');
    is_deeply(told($sse), { 'allow-origin' => $named[0],
        'allow-credentials' => 'true' }, '  that it may read');
    $sse->drop;
}

# the flow's status is for every page

for my $who (@named, @others) {
    for my $flow (qw(shop nosuch)) {
        is_deeply(told($nobody->get("v1/flows/$flow/status", from($who))),
            { 'allow-origin' => '*' },
            "status of $flow, Origin @{[said($who)]}: for everybody");
    }
}

# what a browser asks first

sub preflight ($path, $origin, $method = 'POST') {
    return $nobody->request(OPTIONS => $path, undef, { %{ from($origin) },
        defined $method ? ('Access-Control-Request-Method' => $method) : (),
        'Access-Control-Request-Headers' => 'content-type' });
}

my %methods = (
    'v1/visitor'                          => 'DELETE, GET, PATCH, POST',
    'v1/conversations'                    => 'GET, POST',
    "v1/conversations/$chat"              => 'GET, PATCH',
    "v1/conversations/$chat/messages"     => 'GET, POST',
    'v1/conversations/whatever/messages'  => 'GET, POST',
    "v1/conversations/$chat/seen"         => 'POST',
    'v1/presence'                         => 'GET, PUT',
    'v1/stream'                           => 'GET',
);

for my $path (sort keys %methods) {
    my $answer = preflight($path, $named[1]);
    my $told   = told($answer);

    $told->{'allow-methods'} = join ', ', sort split /, /,
        $told->{'allow-methods'} // '';

    is($answer->status, 204, "OPTIONS $path");
    is_deeply($told, {
        'allow-origin'      => $named[1],
        'allow-credentials' => 'true',
        'allow-methods'     => $methods{$path},
        'allow-headers'     => 'Content-Type, Authorization, Idempotency-Key',
        'max-age'           => '600',
    }, '  says what may be sent');
    like(varies($answer), qr/\bOrigin\b/, '  and varies');
    is($answer->bytes, '', '  and nothing else');
}

for my $other (@others) {
    my $answer = preflight('v1/visitor', $other);

    problem($answer, 405, 'method_not_allowed',
        "OPTIONS, Origin @{[said($other)]}: refused");
    is_deeply(told($answer), {}, '  and told nothing');
}

problem(preflight('v1/visitor', $named[0], undef), 405, 'method_not_allowed',
    'OPTIONS that asks for no method');
problem(preflight('v1/no/such', $named[0]), 404, 'not_found',
    'OPTIONS of what is not there');

# a front end's file is no answer of the API

is_deeply(told($nobody->get('widget.js', from($named[0]))), {},
    'a file is none of this');

done_testing;
