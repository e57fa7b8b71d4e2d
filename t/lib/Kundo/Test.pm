package Kundo::Test;

# What every black-box test begins with: strict, signatures, Test::More,
# the server, the clients and waiting.  Waits are on events, never on time:
# the timeout of a wait is only where a failing test gives up.
#
#     use Kundo::Test;
#
#     my $site = Kundo::Server->new(one_store('agent_lost  5s;'));
#                                    # or its nginx.conf, see Kundo::Conf
#     $site->flow('shop');                        # by kundoctl
#     $site->agent_add('anna');                   # anna@example.com
#     $site->start;
#
#     my $anna = $site->agent('anna')->online('shop');
#     my $seen = $anna->stream;                   # WebSocket, after hello
#     my $eva  = $site->visitor(name => 'Eva');
#     my $chat = $eva->start_chat('shop');
#     $seen->expect({ type => 'conversation.opened' }, 'S2.1: ...');
#
#     done_testing;                               # stops, reads error.log

use Mojo::Base -strict, -signatures;

use Exporter ();
use Mojo::IOLoop;
use Mojo::JSON ();
use Test::More ();
use Time::HiRes ();

our @EXPORT  = qw(await wait_until all_of done_testing answered problem
    one_store);
our $TIMEOUT = $ENV{KUNDO_TEST_TIMEOUT} || 60;


sub import ($class, @args) {
    my $caller = caller;

    Mojo::Base->import(-strict, -signatures);
    binmode $_, ':encoding(UTF-8)'
        for Test::More->builder->output, Test::More->builder->failure_output,
            Test::More->builder->todo_output;

    {
        no strict 'refs';

        for my $name (@Test::More::EXPORT) {
            next if $name eq 'done_testing' || $name !~ /^\w+$/;
            *{"${caller}::$name"} = \&{"Test::More::$name"};
        }

        *{"${caller}::TODO"} = \${"${caller}::TODO"};
        *{"${caller}::$_"}   = \&{"${class}::$_"} for @EXPORT;
        *{"${caller}::$_"}   = \&{"Mojo::JSON::$_"}
            for qw(decode_json encode_json true false);
    }
}


# Runs the loop, so that streams go on being read, until the condition holds.
# Its value, or an empty one when it never came.

sub wait_until ($cond, $timeout = $TIMEOUT) {
    my $end = Time::HiRes::time() + $timeout;
    my $got = $cond->();

    return $got if $got;

    my $tick = Mojo::IOLoop->recurring(0.02 => sub { });

    while (!($got = $cond->()) && Time::HiRes::time() < $end) {
        Mojo::IOLoop->one_tick;
    }

    Mojo::IOLoop->remove($tick);

    return $got;
}


# The value of a promise; dies of its rejection.

sub await ($promise, $timeout = $TIMEOUT) {
    my ($done, $err, @value);

    $promise->then(sub (@v) { $done = 1; @value = @v },
                   sub (@e) { $done = 1; $err = $e[0] // 'rejected' });

    wait_until(sub { $done }, $timeout) or die "no answer in $timeout s\n";
    die $err if defined $err;

    return wantarray ? @value : $value[0];
}


# Awaits several promises that run side by side; their values in order.

sub all_of (@promises) {
    return map { $_->[0] } await(Mojo::Promise->all(@promises));
}


# An answer has this status (and, for a problem, this code).

sub answered ($answer, $status, $title) {
    local $Test::Builder::Level = $Test::Builder::Level + 1;

    my $ok = Test::More::is($answer->status, $status, $title);
    Test::More::diag('body: ' . $answer->bytes) if !$ok;

    return $ok;
}


# A problem document (RFC 9457) with this status and this code.

sub problem ($answer, $status, $code, $title) {
    local $Test::Builder::Level = $Test::Builder::Level + 1;

    my $json = ref $answer->json eq 'HASH' ? $answer->json : {};
    my $ok   = Test::More::is_deeply(
        {
            status => $answer->status,
            type   => $answer->header('Content-Type'),
            fields => join(' ', sort keys %$json),
            code   => $json->{code},
            inside => $json->{status},
            said   => length($json->{title} // '') > 0,
        }, {
            status => $status,
            type   => 'application/problem+json',
            fields => 'code detail status title type',
            code   => $code,
            inside => $status,
            said   => 1,
        }, $title);

    Test::More::diag('body: ' . $answer->bytes) if !$ok;

    return $ok;
}


sub one_store (@directives) { return Kundo::Conf::one_store(@directives) }


sub done_testing (@n) {
    Kundo::Server->finish_all;
    Test::More::done_testing(@n);
}


require Kundo::Server;
require Kundo::Person;

1;
