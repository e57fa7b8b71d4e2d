#!/usr/bin/perl

# The status of a flow: what the loader asks for on every page.  No cookie,
# no session, cacheable; and no more than one needs to know.

use FindBin;
use lib "$FindBin::Bin/../lib";
use Kundo::Test;

my $site = Kundo::Server->new(<<'EOC');
%%GLOBALS%%

events { }

http {
    %%GLOBALS_HTTP%%

    kundo_store main {
        path  %%STORE%%;
    }

    server {
        listen  127.0.0.1:%%PORT%% reuseport;

        location /kundo/ {
            kundo  main;
        }
    }
}
EOC

$site->flow('shop')->flow('expert', 'Experts', '--private');
$site->agent_add('anna');
$site->start;

my $nobody = $site->nobody;
my $anna   = $site->agent('anna');

sub status { return $nobody->must(GET => 'v1/flows/shop/status') }

is_deeply(status(), { flow => 'shop', available => false, queue => 0,
    opens_at => undef }, 'D2: nobody is there');

$anna->online('shop', { max_chats => 1 });
is_deeply(status(), { flow => 'shop', available => true, queue => 0,
    opens_at => undef }, 'an agent is there');

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

done_testing;
