#!/usr/bin/perl

# What a WebSocket costs and how it ends: pings, silence, clients that do not
# read or do not close, a worker that goes; memory that stays flat.

use FindBin;
use lib "$FindBin::Bin/../lib";
use Kundo::Test;

use Kundo::Frames;
use Kundo::Process;
use Mojo::File qw(path);
use Time::HiRes ();

my $site = Kundo::Server->new(<<'EOC');
%%GLOBALS%%

events { }

http {
    %%GLOBALS_HTTP%%

    log_format  life  '$status $request_completion $request';

    server {
        listen  127.0.0.1:%%PORT%%;

        location = /echo {
            access_log  %%TMP%%/access.log life;
            kundo_echo;
        }
    }
}
EOC

my $ASAN = `ldd @{[ $site->nginx ]}` =~ /libasan/;
my $KEPT = 'under ASan freed memory is kept on purpose';

$site->start;

my ($PING, $PONG, $CLOSE, $TEXT)
    = (Kundo::Frames::PING, Kundo::Frames::PONG, Kundo::Frames::CLOSE,
       Kundo::Frames::TEXT);


subtest 'silence' => sub {
    my ($pings, $first_s, $end_s);

    # what the server sends is not a sign of life

    ok(patient(sub ($times) {
        my $from = Time::HiRes::time();
        my $ws   = open_ws(sprintf '?ping=%d&dead=%d', 200 * $times,
            1000 * $times);

        ($pings, $first_s) = (0);

        while (eval { ($ws->next)[0] == $PING }) {
            $first_s //= (Time::HiRes::time() - $from) / $times;
            $pings++;
        }

        $end_s = (Time::HiRes::time() - $from) / $times;

        return $ws->eof && $pings >= 3;
    }), "pings go on while nothing is heard, until it is cut off: $pings");

    cmp_ok($first_s // 0, '>=', 0.19, 'no ping before its time');
    cmp_ok($end_s, '>=', 0.99, 'nor the end');

    # answers are life: five times as long as silence may be

    my @got;

    ok(patient(sub ($times) {
        my $ws   = open_ws(sprintf '?ping=%d&dead=%d', 100 * $times,
            400 * $times);
        my $from = Time::HiRes::time();

        while (Time::HiRes::time() - $from < 2 * $times) {
            my ($opcode, $payload) = eval { $ws->next } or return 0;

            return 0 if $opcode != $PING;
            $ws->send_frame($PONG, $payload);
        }

        $ws->send_frame($TEXT, 'still here');
        @got = eval { next_data($ws) };

        return @got == 2;
    }), 'pongs keep a connection');
    is($got[1], 'still here', '... which works');

    # where nothing is asked for, nothing is sent

    my $ws = open_ws('?ping=0&dead=0');
    $ws->send_frame($TEXT, 'quiet');
    is(($ws->next)[1], 'quiet', 'no pings: the first frame is the echo');
};


subtest 'closing' => sub {
    my $ws = open_ws();
    $ws->send_frame($CLOSE, pack 'n', 1000);
    is($ws->close_code, 1000, "the client's code comes back");
    ok(defined $ws->until_end, '... and the server ends first');

    # bytes that nobody reads must not make of the end a reset, which may
    # take the close frame away

    $ws = open_ws();
    $ws->send(Kundo::Frames::frame(3, 'reserved')
              . Kundo::Frames::frame(2, 'x' x 60000) x 20);
    is($ws->close_code, 1002, 'a failure reaches a client that sends on');
    ok(defined $ws->until_end && !$ws->reset, '... which is not reset');

    # half a message, half a frame, then nobody

    for my $bytes ("\x01\x85\0\0\0\0hello", "\x82\xfe\x10", '') {
        $ws = open_ws();
        $ws->send($bytes);
        $ws->sock->shutdown(1);
        ok(defined $ws->until_end,
           'gone after ' . length($bytes) . ' bytes of a message');
    }

    # Perl's END of the process would come too late: reset at once

    $ws = open_ws();
    $ws->sock->setsockopt(Socket::SOL_SOCKET(), Socket::SO_LINGER(),
                          pack 'ii', 1, 0);
    close $ws->sock;

    wait_until(sub { path($site->dir . '/access.log')->slurp
                         =~ m{^101 OK GET /echo HTTP/1.1$}m });
    like(path($site->dir . '/access.log')->slurp,
         qr{^101 OK GET /echo HTTP/1\.1$}m, 'the access log has its line');
};


subtest 'memory' => sub {
    plan skip_all => $KEPT if $ASAN;

    my $ws = open_ws();

    # until the buffers of the process have been touched

    rounds($ws, 20, 1000);
    my $before = rss($ws->worker);

    rounds($ws, 100, 1000);
    my $grown = rss($ws->worker) - $before;
    cmp_ok($grown, '<', 200,
           "100,000 messages on one WebSocket: $grown KiB more");

    # a large message is given back

    my $large = Kundo::Frames::frame($TEXT, 'x' x (8 << 20));
    $before = rss($ws->worker);

    for (1 .. 3) {
        $ws->send($large);
        is(length(($ws->next)[1]), 8 << 20, '8 MiB and back');
    }

    $grown = rss($ws->worker) - $before;
    cmp_ok($grown, '<', 2000, "8 MiB three times: $grown KiB more");

    # an announced length is not memory

    my @ws = map { open_ws() } 1 .. 50;
    $before = total_rss();
    $_->send("\x82\xff\0\0\0\0\1\0\0\0\0\0\0\0" . 'x') for @ws;
    $_->send_frame($PING) for open_ws();
    barrier();
    $grown = total_rss() - $before;
    cmp_ok($grown, '<', 2000,
           "50 announcements of 16 MiB: $grown KiB more");
};


# A client that never reads: it is not read from either, and then it is dead.

subtest 'a client that does not read' => sub {
    my $ws = Kundo::Frames->open($site->port,
        '/echo?ping=0&dead=1000&queue_max=200000', rcvbuf => 4096);
    my $rss    = rss($ws->worker);
    my $frames = Kundo::Frames::frame($TEXT, 'x' x 10000) x 2000;
    my $sent   = $ws->send($frames, 5);

    cmp_ok($sent, '<', length $frames, 'the server stops reading');

    SKIP: {
        skip $KEPT, 1 if $ASAN;
        cmp_ok(rss($ws->worker) - $rss, '<', 4000, '... and keeps little');
    }

    ok(wait_until(sub {
        !defined syswrite($ws->sock, 'x') && !$!{EAGAIN}
    }), '... and cuts it off');

    # the same, but it reads in time, slowly: nothing is lost

    $ws = Kundo::Frames->open($site->port,
        '/echo?ping=0&dead=60000&queue_max=200000', rcvbuf => 4096);
    my $pid = fork // die "fork: $!";

    if ($pid == 0) {
        $ws->send(join '', map {
            Kundo::Frames::frame($TEXT, "$_ " . 'x' x 5000) } 1 .. 500);
        POSIX::_exit(0);
    }

    my $wrong = 0;

    for my $n (1 .. 500) {
        my ($opcode, $payload) = $ws->next;
        $wrong++ if $payload ne "$n " . 'x' x 5000;
    }

    waitpid $pid, 0;
    is($wrong, 0, 'a slow client gets all in order');

    # it cannot be heard behind so much: taking bytes is its sign of life

    my $all = 3 * ((16 << 20) + 10);
    my $got;

    patient(sub ($times) {
        $got = read_slowly($times, $all);
        return $got == $all;
    });
    is($got, $all, '... also one that is slower than `dead`');
};


subtest 'a worker goes' => sub {
    my @ws   = map { open_ws() } 1 .. 40;
    my $from = Time::HiRes::time();
    my @old  = $site->reload(keep => 1);

    for my $ws (@ws) {
        my $code = $ws->close_code // 'none';
        is($code, 1012, '1012 to each client') if $code ne 1012;
        $ws->send_frame($CLOSE, pack 'n', 1012);
        defined $ws->until_end or fail('the end follows');
    }

    $site->wait_gone(@old);
    pass(sprintf '40 clients and their worker: %.1f s',
        Time::HiRes::time() - $from);

    # messages go on until the close frame: none is dropped on the way

    my ($n, @got);

    do {
        my $ws = open_ws();

        kill HUP => $site->master;
        $n = 0;

        for (;;) {
            $ws->send_frame($TEXT, "message $n");
            @got = $ws->next;
            last if $got[0] != $TEXT || $got[1] ne "message $n";
            $n++;
        }

        is($got[0] == $CLOSE && unpack('n', $got[1]), 1012,
           "echoes up to the close frame ($n)");
    } while ($n == 0 && Test::More->builder->is_passing);

    # neither one that does not answer nor one that does not read

    wait_until(sub { $site->workers == 2 });
    @ws = map { open_ws() } 1 .. 5;
    push @ws, Kundo::Frames->open($site->port, '/echo', rcvbuf => 4096);
    $ws[-1]->send(Kundo::Frames::frame($TEXT, 'x' x 100000) x 100, 1);

    $from = Time::HiRes::time();
    @old  = $site->reload(keep => 1);
    $site->wait_gone(@old);
    pass(sprintf 'stubborn clients do not hold it: %.1f s',
        Time::HiRes::time() - $from);
};


done_testing;


sub open_ws ($args = '') {
    return Kundo::Frames->open($site->port, "/echo$args");
}


# Again with more and more time, where it was too little for a busy machine:
# what is wrong is so at any length.

sub patient ($code) {
    for my $times (1, 4, 16) {
        my $ok = $code->($times);
        return $ok if $ok;
    }

    return;
}


# 15 MiB at 5 MiB a second, which takes longer than silence may be, and then
# the rest: the bytes that came.

sub read_slowly ($times, $all) {
    my $ws  = open_ws('?ping=0&dead=' . 1000 * $times);
    my $pid = fork // die "fork: $!";

    if ($pid == 0) {
        $ws->send(Kundo::Frames::frame($TEXT, 'x' x (16 << 20))) for 1 .. 3;
        POSIX::_exit(0);
    }

    my ($got, $bytes) = (0);
    $ws->sock->blocking(1);

    while (my $n = sysread $ws->sock, $bytes, 1 << 20) {
        my $before = $got >> 20;
        $got += $n;
        last if $got == $all;

        select undef, undef, undef, 0.2 * $times
            if $got >> 20 > $before && $before < 15;
    }

    close $ws->sock;
    waitpid $pid, 0;

    return $got;
}


sub next_data ($ws) {
    my @frame;
    do { @frame = $ws->next } while $frame[0] == $PING;
    return @frame;
}


sub rounds ($ws, $rounds, $messages) {
    my $frames = join '', map {
        Kundo::Frames::frame($TEXT, "a message of some length, number $_") }
        1 .. $messages;

    for (1 .. $rounds) {
        $ws->send($frames);
        $ws->next for 1 .. $messages;
    }
}


# All workers have been through their queue: one round trip with each.

sub barrier () {
    my %seen;

    while (keys %seen < 2) {
        my $ws = open_ws();
        $ws->send_frame($TEXT, 'x');
        $ws->next;
        $seen{ $ws->worker } = 1;
    }
}


sub rss ($pid) { return Kundo::Process::rss_kb($pid) }


sub total_rss () {
    my $sum = 0;
    $sum += rss($_) for $site->workers;
    return $sum;
}
