#!/usr/bin/perl

# RFC 6455 over the echo location, which runs the very code that chats use:
# one list of cases (t/lib/conformance_cases.py), walked by a client of bare
# sockets and by two implementations that are not ours, over TCP and TLS.

use FindBin;
use lib "$FindBin::Bin/../lib";
use Kundo::Test;

use Kundo::Process;
use Mojo::File qw(path);

my $LIB = "$FindBin::Bin/../lib";

# Debian's own: python3-websockets is installed for it and no other.
my $PYTHON = '/usr/bin/python3';

my $site = Kundo::Server->new(<<'EOC');
ssl_certificate      %%TMP%%/cert.pem;
ssl_certificate_key  %%TMP%%/key.pem;

server {
    listen  127.0.0.1:%%PORT%%;
    listen  127.0.0.1:%%PORT_TLS%% ssl;
    listen  127.0.0.1:%%PORT_HTTP2%% http2;

    location = /echo {
        kundo_echo;
    }
}
EOC

my $dir = $site->dir;

run_ok('openssl', 'req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', 2,
       '-subj', '/CN=localhost', '-keyout', "$dir/key.pem",
       '-out', "$dir/cert.pem");

$site->start;

path("$dir/cases.json")->spurt(run_ok($PYTHON,
                                      "$LIB/conformance_cases.py"));

my $cases = decode_json(path("$dir/cases.json")->slurp);
my $port  = $site->port;
my $tls   = $site->port('_TLS');
my $http2 = $site->port('_HTTP2');

is(scalar(grep { $_->{id} =~ /^([1-7]|10)\./ } @$cases), 247,
   'the list has the 247 cases of the public suite');
is(scalar(grep { $_->{id} =~ /^9\./ } @$cases), 54,
   '... and its 54 of size and speed');

drive('bare sockets', $PYTHON, "$LIB/conformance_raw.py",
      "$dir/cases.json", '127.0.0.1', $port, '/echo');

drive('python3-websockets', $PYTHON, "$LIB/conformance_websockets.py",
      "$dir/cases.json", "ws://127.0.0.1:$port/echo");

drive('python3-websockets over TLS', $PYTHON,
      "$LIB/conformance_websockets.py",
      "$dir/cases.json", "wss://127.0.0.1:$tls/echo");

drive('npm ws', 'node', "$LIB/conformance_ws.mjs",
      "$dir/cases.json", "ws://127.0.0.1:$port/echo",
      "http://127.0.0.1:$http2");

done_testing;


# A client prints a line for each case and `done` after the last.

sub drive ($client, @command) {
    subtest "RFC 6455 by $client" => sub {
        my ($status, $out, $err) = Kundo::Process::run(\@command);
        my ($n, $done) = (0, 0);

        for (split /\n/, $out) {
            my ($verdict, $title, $why) = split /\t/;

            if ($verdict eq 'done') {
                $done = 1;
                next;
            }

            ok($verdict eq 'ok', $title) or diag($why);
            $n++;
        }

        is($status, 0, 'the client has come to its end') or diag($err);
        ok($done, '... by itself') or diag($err);
        cmp_ok($n, '>', @$cases, '... with all cases, and more');
    };
}


sub run_ok (@command) {
    my ($status, $out, $err) = Kundo::Process::run(\@command);
    die "@command: $err" if $status;

    return $out;
}
