#!/usr/bin/perl

# The site vouches for its visitors, by a token that it has signed (S4.5),
# and nothing but that opens a person's history (D9).

use FindBin;
use lib "$FindBin::Bin/../lib";
use Kundo::Test;

use Digest::SHA qw(hmac_sha256);
use MIME::Base64 qw(encode_base64url);
use Mojo::File qw(path);

my $OLD = 'the old key of the shop, 32 bytes or more';
my $NEW = 'the new key of the shop, 32 bytes or more';

my $site = Kundo::Server->new(<<'EOC');
kundo_store main {
    path  %%STORE%%;
    rate          off;
    identity_key  old "the old key of the shop, 32 bytes or more";
    identity_key  new file:%%TMP%%/new.key;
}

kundo_store plain {
    path  %%STORE2%%;
    rate  off;
}

server {
    listen  127.0.0.1:%%PORT%% reuseport;

    location /kundo/ {
        kundo  main;
    }

    location /plain/ {
        kundo  plain;
    }
}
EOC

path($site->dir, 'new.key')->spurt("$NEW\n");

$site->flow('shop');
$site->start;


sub part ($value) {
    return encode_base64url(ref $value ? encode_json($value) : $value);
}

sub signed ($header, $payload, $key) {
    my $text = part($header) . '.' . part($payload);

    return "$text." . encode_base64url(hmac_sha256($text, $key));
}


# A token as the site makes it; other claims, then other parts of it.

sub token ($claims = {}, %opt) {
    return signed({ alg => 'HS256', typ => 'JWT', kid => 'new',
            %{ $opt{header} // {} } },
        { sub => 'c-42', exp => time + 300, %$claims }, $opt{key} // $NEW);
}


sub visitor ($claims, %more) {
    my $answer = $site->nobody->post('v1/visitor',
        { identity => token($claims), %more });

    answered($answer, 201, 'S4.5: logs in as '
        . ($claims->{sub} // 'c-42'));

    return $site->nobody(token => $answer->at('token'),
        id => $answer->at('id'));
}


sub fields ($who) {
    my $me = $who->must(GET => 'v1/visitor');

    return [ @$me{qw(name email phone locale)},
             $me->{verified} ? 'verified' : 'unverified' ];
}


sub chats ($who) {
    return map { $_->{id} } @{ $who->must(GET => 'v1/conversations')->{items} };
}


# the same person every time

my %eva = (sub => 'c-42', name => 'Eva Ek', email => 'eva@example.com',
    phone => '+46 8 123');

my $first = visitor(\%eva, locale => 'sv');
is_deeply(fields($first),
    ['Eva Ek', 'eva@example.com', '+46 8 123', 'sv', 'verified'],
    'S4.5: name, e-mail and phone are the site\'s word, verified');

my $chat  = $first->start_chat('shop', text => 'Hej', cid => 'f1');
my $again = visitor(\%eva);

is($again->id, $first->id, 'S4.5: the same subject is the same visitor');
isnt($again->token, $first->token, 'with a session of its own');
is_deeply([chats($again)], [$chat], 'who sees her earlier conversations');
is($again->must(GET => "v1/conversations/$chat/messages")->{items}[0]{text},
    'Hej', 'and what was said in them');
answered($again->post("v1/conversations/$chat/messages",
    { cid => 'a1', text => 'Hej igen' }), 201, 'and goes on with them');
is(scalar @{ [ $first->messages($chat) ] }, 2, 'the other session sees it');

my $kim = visitor({ sub => 'c-43', name => 'Kim' });
isnt($kim->id, $first->id, 'another subject is another visitor');
is_deeply([chats($kim)], [], 'without her conversations');
problem($kim->get("v1/conversations/$chat"), 404, 'not_found',
    'D9: which are not there for others');

is_deeply(fields(visitor({ %eva, name => 'Eva Al', phone => undef })),
    ['Eva Al', 'eva@example.com', '+46 8 123', 'sv', 'verified'],
    'a new name is taken over, what is not said stays');
is_deeply(fields($first)->[0], 'Eva Al', 'in all her sessions');

answered($again->del('v1/visitor'), 204, 'she logs out');
is_deeply([chats($first)], [$chat], 'her other session lives on');


# what somebody says herself (D9)

{
    my $claims = $site->visitor(name => 'Eva Al', email => 'eva@example.com');

    isnt($claims->id, $first->id, 'D9: a name and an e-mail are no identity');
    is_deeply([chats($claims)], [], 'D9: and open nobody\'s history');
    is(fields($claims)->[4], 'unverified', 'D9: they are unverified');

    $first->must(PATCH => 'v1/visitor', { email => 'other@example.com' });
    is(fields($first)->[4], 'unverified',
        'D9: what she says later is not verified');
    is(fields(visitor(\%eva))->[4], 'verified', 'what the site says again is');

    for my $field (qw(name email phone)) {
        problem($site->nobody->post('v1/visitor', { identity => token(\%eva),
            $field => $field eq 'email' ? 'a@b.example' : '1' }), 400,
            'bad_value', "D9: no $field stands beside an identity");
    }

    problem($kim->patch('v1/visitor', { identity => token({ sub => 'c-43' }),
        name => 'Eva Al' }), 400, 'bad_value', 'D9: nor in a PATCH');
}

is_deeply(fields(visitor({ sub => 'c-44' })),
    [undef, undef, undef, undef, 'verified'], 'a subject alone is enough');


# logging in later

{
    my $anna  = $site->visitor(name => 'A', phone => '112', locale => 'en');
    my $talk  = $anna->start_chat('shop', text => 'Hallo', cid => 't1');
    my %known = (sub => 'c-50', name => 'Anna', email => 'anna@example.com');
    my $in    = $anna->patch('v1/visitor', { identity => token(\%known) });

    answered($in, 200, 'S4.5: an anonymous visitor logs in later');
    is_deeply(fields($anna),
        ['Anna', 'anna@example.com', '112', 'en', 'verified'],
        'she is who the site says');
    is($in->at('id'), $anna->id, 'and the one who she was');
    is($in->at('token'), undef, 'in the session that she has');
    answered($anna->patch('v1/visitor', { identity => token(\%known) }), 200,
        'saying so again changes nothing');

    my $back = visitor(\%known);
    is($back->id, $anna->id, 'she comes back as the same visitor');
    is_deeply([chats($back)], [$talk], 'with what she wrote before');

    my $stream = $back->stream;
    my $by = $stream->request(PATCH => 'v1/visitor',
        { identity => token({ %known, name => 'Anna A' }) });
    is($by->status, 200, 'over a WebSocket as well');
    is($by->at('name'), 'Anna A', 'with the same answer');
    $stream->close;

    # whom the site knows already is not taken over, nor are two made one

    my $other = $site->visitor;
    $other->start_chat('shop');

    for my $case ([$other, \%known, 'an anonymous visitor, a known subject'],
        [$kim, \%known, 'a known visitor, another\'s subject'],
        [$kim, { sub => 'c-51' }, 'a known visitor, a second subject'])
    {
        my ($who, $claims, $title) = @$case;
        my $before = fields($who);
        my $answer = $who->patch('v1/visitor', { identity => token($claims) });

        problem($answer, 409, 'exists', "D9: $title");
        like($answer->at('detail'), qr{POST v1/visitor}, '  told what to do');
        is_deeply(fields($who), $before, '  and nothing is changed');
    }

    is_deeply([chats($anna)], [$talk], 'D9: nobody\'s history has grown');
    is_deeply([chats(visitor({ sub => 'c-51' }))], [],
        'D9: nor did the refused subject become somebody');
}


# keys

{
    my %claims = (sub => 'c-42');

    is($site->nobody->must(POST => 'v1/visitor', { identity => token(\%claims,
        header => { kid => 'old' }, key => $OLD) })->{id}, $first->id,
        'the old key is good while it stands');
}


# what is no identity: 401, and why

my $good = token();
my ($head, $body, $mac) = split /\./, $good;
my $now = time;

sub refused ($identity, $why, $title) {
    local $Test::Builder::Level = $Test::Builder::Level + 1;

    for my $ask (
        [$site->nobody->post('v1/visitor', { identity => $identity }), 'POST'],
        [$kim->patch('v1/visitor', { identity => $identity }), 'PATCH'])
    {
        my ($answer, $method) = @$ask;

        problem($answer, 401, 'unauthorized', "refused by $method: $title");
        like($answer->at('detail'), qr/^identity: $why/, '  which says why');
        is($answer->header('Set-Cookie'), undef, '  without a cookie');
        unlike($answer->bytes, qr/key of the shop|\Q$body\E/,
            '  and without the secret or the token');
    }
}

refused('x', 'it is no JSON Web Token', 'a letter');
refused("$head.$body", 'it is no JSON Web Token', 'two parts');
refused("$head.$body.", 'it is no JSON Web Token', 'no signature');
refused("$good.x", 'it is no JSON Web Token', 'four parts');
refused("$head.$body." . ('A' x 43), 'its signature is wrong',
    'a signature of zeros');
refused("$head." . part({ sub => 'c-43', exp => $now + 300 }) . ".$mac",
    'its signature is wrong', 'another\'s payload');
refused(token({}, key => $OLD), 'its signature is wrong',
    'the key of another kid');
refused(token({}, header => { kid => 'newer' }), 'its key is not known',
    'an unknown kid');
refused(signed({ alg => 'HS256' }, { sub => 'c-42', exp => $now + 300 },
    $NEW), 'its key is not known', 'no kid where there are two keys');
refused(token({}, header => { alg => $_ }), 'alg must be HS256', "alg $_")
    for qw(none HS512 hs256 RS256);
refused(part({ alg => 'none', kid => 'new' }) . ".$body.$mac",
    'alg must be HS256', 'alg none with a signature');
refused(token({}, header => { crit => ['x'] }), 'crit is not understood',
    'a critical extension');
refused(signed('x', { sub => 'c-42' }, $NEW), 'its header is no JSON object',
    'a header that is no JSON');
refused(signed({ alg => 'HS256', kid => 'new' }, '[]', $NEW),
    'its payload is no JSON object', 'a payload that is no object');
refused(token({ exp => $now - 120 }), 'it has expired', 'expired');
refused(token({ exp => $now + 3 * 86400 }), 'exp is more than 24 h ahead',
    'good for days');
refused(token({ exp => undef }), 'exp must be seconds', 'no end');
refused(token({ nbf => $now + 600 }), 'nbf must have passed', 'not yet');
refused(token({ iat => $now + 600 }), 'iat must have passed', 'of tomorrow');
refused(token({ aud => 'mail' }), 'aud is another', 'for somebody else');
refused(token({ sub => $_ }), 'sub must be a string', 'a subject that is none')
    for undef, '', 42, 'x' x 201;
refused(token({ email => 'eva' }), 'email takes an address',
    'an e-mail that is none');
refused(token({ name => 'x' x 201 }), 'name must be a string',
    'a name too long');

is(fields($kim)->[0], 'Kim', 'nothing of that has come to stay');

for my $bad (undef, '', 42, {}, 'x' x 4097) {
    problem($site->nobody->post('v1/visitor', { identity => $bad }), 400,
        'bad_value', 'an identity that is no string to look at');
}

# a site without keys

{
    my $plain = $site->nobody(prefix => '/plain/');

    problem($plain->post('v1/visitor', { identity => $good }), 400,
        'bad_value', 'no key is set: no identity is taken');

    my $json = $plain->must(POST => 'v1/visitor', { name => 'Eva' });
    $plain->token($json->{token});

    problem($plain->patch('v1/visitor', { identity => $good }), 400,
        'bad_value', 'not later either');
}

# the key file is read when nginx starts or reloads, and never after it

path($site->dir, 'new.key')->spurt($OLD);
is(visitor(\%eva)->id, $first->id, 'a key file changed: nothing yet');
$site->reload;
refused($good, 'its signature is wrong', 'after a reload');
is($site->nobody->must(POST => 'v1/visitor', { identity => token(\%eva,
    key => $OLD) })->{id}, $first->id, 'the new file is read');

is(index($site->log, $_), -1, 'error.log does not know ' . substr $_, 0, 16)
    for $OLD, $NEW, $mac, 'eva@example.com';

done_testing;
