#!/usr/bin/perl

# A full disk: 503 with a clear problem document, reads go on, service
# returns when there is room, and nothing that was acknowledged is lost.

use FindBin;
use lib "$FindBin::Bin/../lib";
use Kundo::Test;
use Kundo::Shim;
use Kundo::Talker;

use Mojo::File qw(path);

my $conf = one_store('rate  off;');

# a small tmpfs that is filled up; as root only

sub tmpfs ($site) {
    my $store = $site->store;

    if ($> != 0) {
        diag('not root: the tmpfs is left out');
        return;
    }

    my ($status, $out, $err) = Kundo::Process::run([ qw(mount -t tmpfs -o),
        'size=16m,mode=0700', 'kundo-test', $store ]);

    if ($status) {
        diag("no tmpfs can be mounted here: $err");
        return;
    }

    $site->give_to_worker($store);

    return {
        full => sub {
            open my $fh, '>', "$store/ballast" or die $!;
            while (syswrite $fh, 'x' x 4096) { }
        },
        room => sub { unlink "$store/ballast" },
        end  => sub { Kundo::Process::run([ 'umount', '-l', $store ]) },
    };
}


sub injected ($site, $fault) {
    my $shim = Kundo::Shim->new(site => $site)->install;

    return {
        full => sub { $shim->fault($fault) },
        room => sub { $shim->fault('-') },
        end  => sub { },
    };
}


sub run ($name, $make) {
    my $site = Kundo::Server->new($conf);
    my $way  = $make->($site) or return $site->finish;

    $site->flow('shop');
    $site->agent_add('anna');
    $site->start;

    my $anna   = $site->agent('anna')->online('shop', { max_chats => 50 });
    my $eva    = $site->visitor(name => 'Eva');
    my $chat   = $eva->start_chat('shop');
    my $path   = "v1/conversations/$chat/messages";
    my $stream = $anna->stream;
    my $ws     = $eva->stream;

    $eva->say($chat, "före $_") for 1 .. 5;

    for my $round (1 .. 3) {
        my $title = "$name, round $round";
        my $last  = $eva->conversation($chat)->{last_seq};

        # pages that are free inside the file may still take a few

        $way->{full}->();

        my ($refused, $n);
        wait_until(sub {
            my $answer = $eva->post($path, { cid => "full-$round-" . ++$n,
                text => 'x' x 16000 });
            $last = $answer->at('seq') if $answer->status == 201;
            $refused = $answer if $answer->status != 201;
        });

        problem($refused, 503, 'unavailable', "$title: a write is refused");
        like($refused->at('detail') // $refused->at('title'), qr/\w/,
            "$title: it says why: " . $refused->at('title'));
        like($refused->header('Retry-After') // '', qr/^\d+$/,
            "$title: and when to try again");

        problem($eva->post($path, { cid => "again-$round",
            text => 'x' x 16000 }), 503, 'unavailable',
            "$title: also on the other worker") for 1 .. 6;

        is($ws->request(POST => $path, { cid => "ws-$round",
            text => 'x' x 16000 })->status, 503, "$title: over a WebSocket");

        # reads go on, streams stay

        for my $try (1 .. 4) {
            is(scalar(my @all = $eva->messages($chat)), $last,
                "$title: all that was taken can be read");
        }
        answered($site->nobody->get('v1/flows/shop/status'), 200,
            "$title: a status too");
        ok($stream->is_open && $ws->is_open, "$title: streams stay open");
        is(scalar $stream->all(sub ($e) { ($e->{data}{cid} // '')
            =~ /^(?:again|ws)-$round/ }), 0,
            "$title: nobody was told what was not taken");

        my $health = $site->nobody->get('v1/health');
        like($health->status, qr/^(?:200|503)$/, "$title: health answers");

        # room again

        $way->{room}->();

        my $back;
        ok(wait_until(sub {
            $back = $eva->post($path, { cid => "again-$round",
                text => 'x' x 16000 });
            $back->status =~ /^20/;
        }), "$title: service returns by itself");
        is($back->at('seq'), $last + 1, "$title: seq goes on where it was");
        is($back->status, 201, "$title: it had not been recorded");

        $stream->expect({ type => 'message.created',
            'data.cid' => "again-$round" }, "$title: and is delivered");
    }

    my @seqs = map { $_->{seq} } $eva->messages($chat);
    is_deeply(\@seqs, [ 1 .. @seqs ], "$name: nothing lost, no gap");

    my ($status, $out, $err) = $site->kundoctl(['check']);
    is($status, 0, "$name: kundoctl check is content") or diag("$out$err");

    $site->stop;
    $way->{end}->();
    $site->finish;
}


run('a full tmpfs', \&tmpfs);
run('ENOSPC', sub ($site) { injected($site, 'n') });
run('EIO on write', sub ($site) { injected($site, 'w') });
run('EIO on sync', sub ($site) { injected($site, 's') });

done_testing;
