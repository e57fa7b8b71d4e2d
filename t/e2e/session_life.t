#!/usr/bin/perl

# A log-in lives as long as it is used: every use of it counts, by HTTP and
# by WebSocket; one that is not used ends.

use FindBin;
use lib "$FindBin::Bin/../lib";
use Kundo::Test;

my $site = Kundo::Server->new(one_store('rate  off;', 'session  8s;'));

$site->flow('shop');
$site->start;

my %who = map { $_ => $site->visitor(name => $_) }
    qw(http socket cookie idle listener);

my $socket = $who{socket}->stream;
my $listener = $who{listener}->stream;

# a browser: only what it is given, for as long as it is told

my $hello    = $site->nobody->post('v1/visitor', { name => 'Browser' });
my ($cookie) = $hello->header('Set-Cookie') =~ /^([^;]+)/;
my $browser  = $site->nobody(headers => { Cookie => $cookie });
my $given    = 0;

like($hello->header('Set-Cookie'), qr/Max-Age=8\b/, 'the cookie lives as long');

# those that are used, until the one that is not has ended: it is asked for
# by its open stream, which is closed when the session ends

my %refused;
my $rounds = 0;
my $next   = 0;

ok(wait_until(sub {
    return $listener->closed if time < $next;
    $next = time + 1;

    my $http = $who{http}->get('v1/visitor');
    $refused{http}++ if $http->status != 200;

    my $by = $socket->request(GET => 'v1/visitor');
    $refused{socket}++ if $by->status != 200;

    my $page = $browser->get('v1/visitor');
    $refused{browser}++ if $page->status != 200;
    $given++ if ($page->header('Set-Cookie') // '')
        =~ /^\Q$cookie\E;.*Max-Age=8\b/;

    my $status = $browser->get('v1/flows/shop/status');
    $refused{cached}++ if $status->header('Set-Cookie');

    $rounds++;
    return $listener->closed;
}), 'a session that only listens ends, and its stream with it');

is_deeply(\%refused, {}, 'those that are used go on') or diag("$rounds rounds");
ok($socket->is_open, 'and so does their stream');
cmp_ok($given, '>', 0, 'a browser is given its cookie anew');
cmp_ok($given, '<', $rounds, 'but not every time');

problem($who{idle}->get('v1/visitor'), 401, 'unauthorized',
    'one that was not used has ended');
problem($who{listener}->get('v1/visitor'), 401, 'unauthorized',
    'and so has the one that only listened');

done_testing;
