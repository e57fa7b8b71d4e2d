#!/usr/bin/perl

# Where a store may be served: several locations and servers, below other
# locations, within "if" and "limit_except", by rewrites; and the location's
# own address without its last "/".

use FindBin;
use lib "$FindBin::Bin/../lib";
use Kundo::Test;

my $site = Kundo::Server->new(<<'EOC');
server {
    listen  127.0.0.1:%%PORT%% reuseport;

    location /          { return 200 "the site\n"; }
    location /kundo/    { kundo  main; }
    location /a/b/      { kundo  main; }
    location ^~ /other/ { kundo  other; }

    location /if/ {
        kundo  main;

        if ($arg_v) {
            add_header  X-If $arg_v;
        }

        limit_except GET {
            allow  all;
        }
    }

    location /inner/ {
        kundo  main;

        location /inner/x/ { return 200 "within\n"; }
    }

    location /old/ { rewrite  ^/old/(.*)$ /kundo/$1 last; }
}

server {
    listen  127.0.0.1:%%PORT2%% reuseport;

    location / { kundo  main; }
}

kundo_store main  { path  %%STORE%%; }
kundo_store other { path  %%STORE2%%; }
EOC

$site->start;

sub at ($prefix, %opt) {
    return $site->nobody(prefix => $prefix, %opt);
}

sub is_store ($answer, $title) {
    local $Test::Builder::Level = $Test::Builder::Level + 1;
    is($answer->status . ' ' . ref $answer->json, '200 HASH', $title)
        or diag($answer->bytes);
}

is_store(at($_)->get('v1/health'), "$_ serves the store")
    for '/kundo/', '/a/b/', '/other/', '/if/', '/inner/', '/old/';

is(at('/')->get('v1/health')->bytes, "the site\n", 'nothing else does');
is(at('/inner/')->get('x/y')->bytes, "within\n", 'a location within');

my $inside = at('/if/')->get('v1/health?v=yes');
is_store($inside, 'within "if"');
is($inside->header('X-If'), 'yes', '"if" was taken');

my $made = at('/if/')->post('v1/visitor', { name => 'Eva' });
answered($made, 201, 'within "limit_except"');

# the path is what comes after the prefix

problem(at('/kundo/')->get('v1/health/'), 404, 'not_found',
    '/kundo/v1/health/ is nothing');
answered(at('/kundo/')->get($_), 404, "/kundo/$_ is nothing")
    for 'kundo/v1/health', 'a/b/v1/health', 'nothing';
answered(at('/kundo/')->get('./v1/../v1/health'), 200, 'dots are gone');

my $root = await(Mojo::UserAgent->new->get_p($site->origin(2) . '/v1/health'));
is($root->res->code, 200, 'a server of its own, at "/"');

# two stores are two

my $token = $made->json->{token};

sub me ($prefix) {
    return at($prefix, token => $token)->get('v1/visitor');
}

answered(me('/a/b/'), 200, 'one store at several places');
answered(me('/other/'), 401, 'another store knows nothing of it');

# the address without the last slash

for my $prefix ('/kundo', '/a/b', '/other') {
    my $answer = at($prefix)->get('?q=1');

    answered($answer, 301, "$prefix is sent on");
    like($answer->header('Location'), qr{^http://[^/]+\Q$prefix\E/\?q=1$},
        'to the same with a slash');
}

done_testing;
