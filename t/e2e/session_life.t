#!/usr/bin/perl

# A log-in lives as long as it is used: every use of it counts, by HTTP and
# by WebSocket; one that is not used ends.  The clock is the test's.

use FindBin;
use lib "$FindBin::Bin/../lib";
use Kundo::Test;
use Kundo::Clock;

my $site = Kundo::Server->new(one_store('rate  off;', 'session  8s;'));
my $time = Kundo::Clock->new(site => $site)->install;

$site->flow('shop');
$site->start;

my %who = map { $_ => $site->visitor(name => $_) }
    qw(http socket idle listener writer);

my $socket = $who{socket}->stream;
my $listener = $who{listener}->stream;
my @writer = ($who{writer}->stream);
push @writer, $who{writer}->stream(not_worker => $writer[0]->worker);

# Browsers: each has only the cookie that it was given, and only for as long
# as it was told.

sub browser ($name) {
    my $self = { nobody => $site->nobody };

    return told($self, $self->{nobody}->post('v1/visitor', { name => $name }));
}

sub told ($self, $answer) {
    my $set = $answer->header('Set-Cookie') // return $self;
    my ($cookie, $life) = $set =~ /^([^;]+);.*Max-Age=(\d+)\b/;

    cmp_ok($life, '<=', 8, 'no cookie outlives its session');
    $self->{until} = $time->now + 1000 * $life;
    $self->{given}++;
    $self->{cookie} = $cookie;
    $self->{person} = $site->nobody(headers =>
        { Cookie => $cookie, Origin => $site->origin });
    return $self;
}

sub get ($self, $path) {
    return if $time->now >= $self->{until};

    my $answer = $self->{person}->get($path);

    told($self, $answer);
    return $answer->status == 200 && $answer;
}

my $by_http   = browser('by HTTP');
my $by_page   = browser('by pages');
my $by_socket = browser('by WebSocket');

is($by_http->{given}, 1, 'a log-in gives a cookie');

my $line = $by_socket->{person}->stream;

told($by_socket, $line);
is($by_socket->{given}, 2, 'the handshake gives it anew');

my $events = $by_socket->{person}->sse;

told($by_socket, $events);
is($by_socket->{given}, 3, 'and so does that of server-sent events');
$events->drop;

# those that are used, until the one that is not has ended: it is asked for
# by its open stream, which is closed when the session ends

my %refused;
my $rounds  = 0;
my $renewed = 0;

ok(wait_until(sub {
    $refused{http}++ if $who{http}->get('v1/visitor')->status != 200;

    my $bearer = $socket->request(GET => 'v1/visitor');
    $refused{socket}++ if $bearer->status != 200;
    $refused{bearer}++ if $bearer->renewed;

    get($by_http, 'v1/conversations?limit=1') or $refused{by_http}++;

    # what all are answered alike gives none, though it is a use; the next
    # page gives it

    my $given  = $by_page->{given};
    my $status = get($by_page, 'v1/flows/shop/status') or $refused{by_page}++;
    $refused{cached}++ if $by_page->{given} != $given;
    get($by_page, 'v1/visitor') or $refused{by_page}++;
    $refused{page}++ if $by_page->{given} != $given + 1;

    # what a socket has renewed is asked for by HTTP

    my $answer = $line->request(GET => 'v1/conversations?limit=1');
    $refused{line}++ if $answer->status != 200;

    if ($answer->renewed) {
        $renewed++;
        get($by_socket, 'v1/visitor') or $refused{by_socket}++;
    }

    # before the next second, what either worker has renewed is written

    $_->request(PATCH => 'v1/visitor', { name => 'Writer' }) for @writer;
    $time->forward(1);
    $rounds++;
    return $listener->closed;
}), 'a session that only listens ends, and its stream with it');

is_deeply(\%refused, {}, 'those that are used go on, as they are told')
    or diag("$rounds rounds");
ok($_->is_open, 'and so do their streams') for $socket, $line;
cmp_ok($by_http->{given}, '>', 1, 'a browser is given its cookie anew');
cmp_ok($by_http->{given}, '<', $rounds, 'but not with every answer');
cmp_ok($renewed, '>', 0, 'a WebSocket says that it has renewed');
cmp_ok($renewed, '<', $rounds, 'and only then');
ok(get($_, 'v1/visitor'), 'all browsers have theirs')
    for $by_http, $by_page, $by_socket;

problem($who{idle}->get('v1/visitor'), 401, 'unauthorized',
    'one that was not used has ended');
problem($who{listener}->get('v1/visitor'), 401, 'unauthorized',
    'and so has the one that only listened');

done_testing;
