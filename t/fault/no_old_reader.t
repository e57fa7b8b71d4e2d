#!/usr/bin/perl

# No read transaction stays open: pages that one could still read are never
# used again, and the file would grow without end.  Whatever a connection
# does (reads nothing, resumes far behind, streams, asks for history), LMDB's
# table of readers is free as soon as the work is done.

use FindBin;
use lib "$FindBin::Bin/../lib";
use Kundo::Test;
use Kundo::Load;

use IO::Socket::INET;

my $site = Kundo::Server->new(one_store('rate  off;'));

$site->flow('shop');
$site->agent_add('anna');
$site->start;

# The readers in LMDB's table: process, thread, transaction or "-".

sub readers {
    my ($status, $out, $err) = Kundo::Process::run(
        [ 'mdb_stat', '-r', $site->store ]);
    $out =~ /^Reader Table Status/m or die "mdb_stat: $out$err";
    return map { m{^\s*\d+\s+[0-9a-f]+\s+(\d+|-)\s*$} ? $1 : () }
        split /\n/, $out;
}

sub holding { return grep { $_ ne '-' } readers() }

my $anna  = $site->agent('anna')->online('shop', { max_chats => 50 });
my $first = $anna->stream;
my $since = $first->cursor;
my $load  = Kundo::Load->new(site => $site);

$load->add_subscriber($anna);
$load->add_subscriber($anna, kind => 'sse');
$load->add_talker(keep_alive => 1) for 1 .. 4;

# one who reads nothing of what comes

my $eva  = $site->visitor;
my $mute = IO::Socket::INET->new(PeerAddr => '127.0.0.1',
    PeerPort => $site->port) or die "connect: $!";
print $mute "GET /kundo/v1/stream HTTP/1.1\r\nHost: localhost\r\n",
    'Authorization: Bearer ', $anna->token, "\r\n",
    "Accept: text/event-stream\r\n\r\n";

$load->start;
ok($load->more(300), 'messages go through');

my @again = map { $anna->stream(since => $since) } 1 .. 4;
my $chat  = $eva->start_chat('shop');
$eva->say($chat, "nr $_") for 1 .. 60;
is(scalar @{ $eva->get("v1/conversations/$chat/messages?limit=50")
    ->at('items') }, 50, 'history is read');
is(($site->kundoctl(['check']))[0], 0, 'kundoctl reads all of it');

ok($load->finish, 'all is answered');

ok($first->is_open && (grep { $_->is_open } @again), 'streams are still open');
ok(wait_until(sub { !holding() }), 'and no reader holds a transaction')
    or diag(join "\n", holding());
cmp_ok(scalar readers(), '>=', 2, 'though every worker has one');

$load->close;
done_testing;
