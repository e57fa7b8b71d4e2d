#!/usr/bin/perl

# Who may ask: Bearer, cookie and Origin, log-in and log-out.

use FindBin;
use lib "$FindBin::Bin/../lib";
use Kundo::Test;

my $site = Kundo::Server->new(one_store(
    'rate  off;',
    'allow_origin  https://www.example.com;'));

$site->flow('shop');
$site->agent_add($_) for qw(anna bo dan);
$site->start;

my $origin = $site->origin;

# log-in

my $nobody = $site->nobody;
my %dan    = (email => 'dan@example.com', password => 'wrong');
my %anna   = (email => 'anna@example.com', password => 'the password of anna');
my $login  = $nobody->post('v1/session', \%anna);

answered($login, 201, 'an agent logs in');
is_deeply($login->at('agent'), { id => $login->at('agent', 'id'),
    name => 'Anna', email => 'anna@example.com', role => 'agent' },
    'the agent is told who she is');
unlike($login->bytes, qr/the password/, 'the password is not repeated');

my ($cookie) = $login->header('Set-Cookie') =~ /^([^;]+)/;
like($login->header('Set-Cookie'), qr/; *HttpOnly/i, 'the cookie is HttpOnly');
like($login->header('Set-Cookie'), qr/; *SameSite=(?:Lax|Strict)/i,
    'and SameSite');
like($login->header('Set-Cookie'), qr{; *Path=/kundo/}i,
    'for this prefix only');
unlike($login->header('Set-Cookie'), qr/; *Domain=/i, 'for this host only');

for my $bad (
    [ { %dan },                                   'a wrong password' ],
    [ { %dan, password => '' },                   'an empty one' ],
    [ { %dan, email => 'nobody@example.com' },    'nobody\'s address' ])
{
    my $answer = $nobody->post('v1/session', $bad->[0]);
    like($answer->status, qr/^40[01]$/, "log-in refused: $bad->[1]");
    is($answer->header('Set-Cookie'), undef, 'without a cookie');
}

my @two = map { $nobody->post('v1/session', $_) }
    { %dan }, { %dan, email => 'nobody@example.com' };
is($two[0]->bytes, $two[1]->bytes,
    'a wrong password answers as an unknown address');

# the visitor's cookie

my $hello = $nobody->post('v1/visitor', { name => 'Eva' });
answered($hello, 201, 'a visitor is made');
my ($vcookie) = $hello->header('Set-Cookie') =~ /^([^;]+)/;
isnt((split /=/, $vcookie)[0], (split /=/, $cookie)[0],
    'agent and visitor have cookies of different names');

my $eva = $site->nobody(token => $hello->at('token'), id => $hello->at('id'));
my $agent = $site->nobody(token => $login->at('token'));
$agent->online('shop');
my $chat = $eva->start_chat('shop');
my $say  = "v1/conversations/$chat/messages";

# Bearer: the Origin is not looked at

answered($eva->post($say, { cid => 'b1', text => 'x' },
    { Origin => 'https://evil.example' }), 201, 'Bearer from any Origin');
answered($eva->post($say, { cid => 'b2', text => 'x' }), 201,
    'Bearer without Origin');

# cookie: the Origin must be allowed

my @good = ($origin, 'https://www.example.com');
my @evil = (
    'null', 'https://evil.example', 'http://www.example.com',
    'https://www.example.com.evil.example', 'https://www.example.com:8443',
    'https://evilwww.example.com', 'https://www.example.com/',
    'https://www.example.com@evil.example', 'https://example.com',
    "$origin.evil.example", "${origin}0", 'https://WWW.example.comx', '',
    'https://www.example.com https://evil.example',
    $origin =~ s/^http:/https:/r);

my $n = 0;

sub by_cookie ($cookie, %more) {
    return $site->nobody(headers => { Cookie => $cookie, %more });
}

for my $allowed (@good) {
    my $who = by_cookie($vcookie, Origin => $allowed);
    answered($who->post($say, { cid => 'c' . ++$n, text => 'x' }), 201,
        "cookie, Origin $allowed: allowed");

    my $ws = $who->try_stream;
    is($ws->status, 101, "WebSocket, Origin $allowed: open");
    $ws->close;

    my $sse = $who->try_sse;
    is($sse->status, 200, "events, Origin $allowed: open");
    $sse->drop;
}

for my $refused (undef, @evil) {
    my $said = defined $refused ? "Origin \"$refused\"" : 'no Origin';
    my $who  = by_cookie($vcookie,
        defined $refused ? (Origin => $refused) : ());

    my $answer = $who->post($say, { cid => 'c' . ++$n, text => 'x' });
    is($answer->status, 403, "cookie, $said: refused");
    like($answer->code, qr/^(?:origin|forbidden)$/, "$said: and says why");
    is($answer->header('Access-Control-Allow-Origin'), undef,
        "$said: and invites nobody");

    is($who->try_stream->status, 403, "WebSocket, $said: refused");
    is($who->try_sse->status, 403, "events, $said: refused");
}

is(scalar @{ [ $eva->messages($chat) ] }, 2 + @good,
    'what was refused was not written');
answered(by_cookie($vcookie)->get("v1/conversations/$chat"), 200,
    'reading by cookie needs no Origin');

# agents as well

is(by_cookie($cookie)->put('v1/presence', { state => 'busy', flows => [] })
    ->status, 403, 'an agent\'s cookie without Origin: refused');
answered(by_cookie($cookie, Origin => $origin)->get('v1/presence'), 200,
    'with it: allowed');

# a foreign page cannot log anybody in: what a browser would send without
# asking is refused, and when it asks it is not allowed

for my $type ('application/json', 'text/plain',
    'application/x-www-form-urlencoded', 'multipart/form-data', undef)
{
    my $answer = $nobody->post('v1/session', encode_json(\%anna),
        { Origin => 'https://evil.example', 'Content-Type' => $type });
    problem($answer, 403, 'origin',
        'a log-in from elsewhere as ' . ($type // 'nothing') . ' is refused');
}

my $asked = $nobody->request(OPTIONS => 'v1/session', undef, {
    Origin => 'https://evil.example',
    'Access-Control-Request-Method'  => 'POST',
    'Access-Control-Request-Headers' => 'content-type' });
is($asked->header('Access-Control-Allow-Origin'), undef,
    'and a foreign page gets no leave to ask otherwise');

# both cookies in one browser: `as` chooses

my $both = by_cookie("$cookie; $vcookie", Origin => $origin);

for my $as (qw(agent visitor)) {
    my $items = $both->must(GET => "v1/conversations/$chat?as=$as");
    is($items->{id}, $chat, "as=$as: allowed");

    my $sent = $both->must(POST => "$say?as=$as",
        { cid => "as-$as", text => 'x' });
    is($sent->{from}{kind}, $as, "as=$as: it is the $as who writes");

    my $ws = $both->try_stream(as => $as);
    is($ws->status, 101, "as=$as: a WebSocket");
    my $by = $ws->request(POST => $say, { cid => "as-ws-$as", text => 'x' });
    is($by->at('from', 'kind'), $as, "as=$as: is the $as\'s");
    $ws->close;
}

# tokens are no place for each other

like($site->nobody(headers => { Cookie =>
    (split /=/, $cookie)[0] . '=' . (split /=/, $vcookie, 2)[1] })
    ->get('v1/presence')->status, qr/^40[13]$/,
    'a visitor\'s token in the agent\'s cookie makes no agent');

# not in a URL

problem($nobody->get("v1/visitor?token=" . $eva->token), 401, 'unauthorized',
    'a token in a URL is none');

# another visitor's conversation

problem($site->visitor->get("v1/conversations/$chat"), 404, 'not_found',
    'another visitor\'s conversation is not there');

# my own data

is($eva->must(GET => 'v1/visitor')->{name}, 'Eva', 'who I am');
is($eva->must(PATCH => 'v1/visitor', { email => 'eva@example.com' })->{email},
    'eva@example.com', 'what I say of myself');
is($eva->must(GET => 'v1/visitor')->{verified}, false,
    'is not verified by saying it');
problem($eva->patch('v1/visitor', { email => 'not an address' }), 400,
    'bad_value', 'an address that is none');

# log-out

my $stream = $eva->stream;
my $out    = $eva->del('v1/visitor');
like($out->status, qr/^20[04]$/, 'a visitor logs out');
is($out->header('Set-Cookie'), undef,
    'by a token: a cookie of another log-in stays');
problem($eva->get('v1/visitor'), 401, 'unauthorized', 'the token is dead');
problem(by_cookie($vcookie)->get('v1/visitor'), 401, 'unauthorized',
    'and the cookie');
ok($stream->wait_closed, 'and the open stream is ended');

my $astream = $agent->stream;
my $second  = $site->agent('anna');
like($agent->del('v1/session')->status, qr/^20[04]$/, 'an agent logs out');
problem($agent->get('v1/session'), 401, 'unauthorized', 'the token is dead');
ok($astream->wait_closed, 'and the stream ended');
answered($second->get('v1/session'), 200, 'another log-in lives on');

my ($third_cookie) = $nobody->post('v1/visitor', {})->header('Set-Cookie')
    =~ /^([^;]+)/;
like(by_cookie($third_cookie, Origin => $origin)->del('v1/visitor')
        ->header('Set-Cookie'),
    qr/^kundo_visitor=;.*Max-Age=0\b/, 'by a cookie: that one is taken away');

# a password changed, an agent disabled: every session ends

my $third = $site->agent('bo');
my $bo    = $third->stream;
is(($site->kundoctl(['agent', 'passwd', '--email', 'bo@example.com'],
    "another password\n"))[0], 0, 'kundoctl changes the password');
my $fresh = $site->nobody;
$fresh->log_in('bo@example.com', 'another password');
my $later = $fresh->stream;
ok($bo->wait_closed, 'the stream is ended');
$site->flow('news');
$fresh->must(PUT => 'v1/presence', { state => 'online', flows => ['news'] });
$later->expect({ type => 'presence.changed' },
    'but not that of a log-in with the new one');
problem($third->get('v1/session'), 401, 'unauthorized', 'the token is dead');
is($nobody->post('v1/session', { email => 'bo@example.com',
    password => 'the password of bo' })->status, 401, 'the old one is refused');
answered($nobody->post('v1/session', { email => 'bo@example.com',
    password => 'another password' }), 201, 'the new one is good');

is(($site->kundoctl(['agent', 'disable', '--email', 'anna@example.com']))[0],
    0, 'kundoctl disables an agent');
problem($second->get('v1/session'), 401, 'unauthorized', 'the token is dead');
is($nobody->post('v1/session', \%anna)->status, 401, 'no log-in either');

# log-ins are throttled, by address and by account, whatever `rate` says

$site->agent_add('cia');
my @tries = map { $nobody->post('v1/session',
    { email => 'cia@example.com', password => "guess $_" }) } 1 .. 40;
my ($first) = grep { $tries[$_]->status == 429 } 0 .. $#tries;
ok(defined $first, 'guessing passwords is throttled')
    or diag(join ' ', map { $_->status } @tries);
problem($tries[ $first // 0 ], 429, 'rate_limited', 'with a problem document');
like($tries[ $first // 0 ]->header('Retry-After') // '', qr/^[1-9]\d*$/,
    'that says when to try again');

# texts, addresses and tokens are in no log

for my $secret ($eva->token, $agent->token, 'the password of',
    'eva@example.com', 'guess 1')
{
    is(index($site->log, $secret), -1, 'error.log does not know '
        . substr $secret, 0, 16);
}

done_testing;
