#!/usr/bin/perl

# An answer 2xx means synced: the bytes of the answer, and those of every
# event, go out after the pages that hold the message, the sync, and the
# meta page that makes them count.

use FindBin;
use lib "$FindBin::Bin/../lib";
use Kundo::Test;
use Kundo::Shim;

my $site = Kundo::Server->new(one_store('rate  off;'));

my $shim = Kundo::Shim->new(site => $site, record => 1)->install;

$site->flow('shop');
$site->agent_add('anna');
$site->start;

my $anna = $site->agent('anna')->online('shop', { max_chats => 50 });
my $eva  = $site->visitor(name => 'Eva');
my $chat = $eva->start_chat('shop');
my $path = "v1/conversations/$chat/messages";
my $ws   = $eva->stream;
my @seen = ($anna->stream, $anna->sse);
push @seen, $anna->stream(not_worker => $seen[0]->worker);

# single ones, by both ways, and many at once

my @marks;

sub mark { push @marks, sprintf 'mark-%06d-end', @marks + 1; return $marks[-1] }

for (1 .. 10) {
    my $mark = mark();
    $eva->must(POST => $path, { cid => $mark, text => "text of $mark" });
    $mark = mark();
    is($ws->request(POST => $path, { cid => $mark, text => "text of $mark" })
        ->status, 201, "taken: $mark");
}

my @many = all_of(map {
    my $mark = mark();
    ($_ % 2 ? $eva : $ws)->request_p(POST => $path,
        { cid => $mark, text => "text of $mark" })
} 1 .. 100);
is(scalar grep({ $_->status == 201 } @many), 100, 'taken: a hundred at once');

for my $stream (@seen) {
    wait_until(sub { $stream->all({ type => 'message.created' }) == @marks });
}

$site->stop;

# the record, in the order in which it happened

my (%written, %synced, %durable, %out);
my $n = 0;
my (@unsynced, @waiting);

$shim->each_record(sub ($record) {
    my ($kind, $data) = @$record{qw(kind data)};
    $n++;

    if ($kind eq 'W' || $kind eq 'd') {
        for my $mark ($data =~ /text of (mark-\d{6}-end)/g) {
            next if $written{$mark}++;
            push @unsynced, $mark;
        }

    } elsif ($kind eq 'S') {
        push @waiting, @unsynced;
        @unsynced = ();

    } elsif ($kind eq 'D') {
        $durable{$_} //= $n for @waiting;
        @waiting = ();

    } else {
        push @{ $out{$_} }, $n for $data =~ /(mark-\d{6}-end)"/g;
    }
});

is(scalar grep({ !$written{$_} } @marks), 0,
    'the record shows every message being written');
is(scalar grep({ !$durable{$_} } @marks), 0,
    'then a sync, then the meta page');
is(scalar grep({ @{ $out{$_} // [] } < 1 + @seen } @marks), 0,
    'and the answer and the events going out');

my @early = grep { my $mark = $_;
    grep { $_ < ($durable{$mark} // 1e99) } @{ $out{$mark} // [] } } @marks;
is_deeply(\@early, [], 'every answer and every event comes after all that');

done_testing;
