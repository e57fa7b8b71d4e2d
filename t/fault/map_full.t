#!/usr/bin/perl

# The store has reached its map_size: 503 with a problem document, reads go
# on; with a larger map_size service returns, and nothing is lost.

use FindBin;
use lib "$FindBin::Bin/../lib";
use Kundo::Test;

my $site = Kundo::Server->new(one_store('rate  off;', 'map_size  2m;'));

$site->flow('shop');
$site->agent_add('anna');
$site->start;

my $anna   = $site->agent('anna')->online('shop', { max_chats => 50 });
my $eva    = $site->visitor(name => 'Eva');
my $chat   = $eva->start_chat('shop');
my $path   = "v1/conversations/$chat/messages";
my $stream = $anna->stream;
my $ws     = $eva->stream;

my ($answer, $n);
my $last = 0;

ok(wait_until(sub {
    $answer = $eva->post($path, { cid => 'fill-' . ++$n, text => 'x' x 16000 });
    $last = $answer->at('seq') if $answer->status == 201;
    $answer->status != 201;
}), 'the map gets full');

problem($answer, 503, 'unavailable', 'a write is refused');
like($answer->at('title') . ($answer->at('detail') // ''), qr/full/,
    'it says that the store is full');
like($answer->header('Retry-After') // '', qr/^\d+$/, 'and to try again');

# small ones may still fit; a big one does not, on either worker

problem($eva->post($path, { cid => "big-$_", text => 'x' x 16384 }), 503,
    'unavailable', 'again, on either worker') for 1 .. 6;
is($ws->request(POST => $path, { cid => 'big-1', text => 'x' x 16384 })
    ->status, 503, 'over a WebSocket');

is(scalar(my @all = $eva->messages($chat)), $last, 'reads go on') for 1 .. 4;
answered($anna->get('v1/inbox?view=open'), 200, 'lists too');
ok($stream->is_open && $ws->is_open, 'streams stay open');

# more room

$site->configure($site->conf =~ s/map_size  2m/map_size  64m/r);
$site->reload;

my $big = $eva->post($path, { cid => 'big-1', text => 'x' x 16384 });
answered($big, 201, 'with a larger map the same message is taken');
is($big->at('seq'), $last + 1, 'seq goes on where it was');

is(($stream->wait_closed // [])->[0], 1012, 'streams were closed with 1012');
my $resumed = $anna->stream(since => $stream->cursor);
$resumed->expect({ type => 'message.created', 'data.cid' => 'big-1' },
    'and resume');

my @messages = $eva->messages($chat);
is_deeply([ map { $_->{seq} } @messages ], [ 1 .. $last + 1 ],
    'nothing is lost, no gap');
is(scalar grep({ length $_->{text} < 16000 } @messages), 0, 'all are whole');

my ($status, $out, $err) = $site->kundoctl(['check']);
is($status, 0, 'kundoctl check is content') or diag("$out$err");

done_testing;
