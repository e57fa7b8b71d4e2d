#!/usr/bin/perl

# A store that is too old or too new, damaged, or another user's: one clear
# line in error.log, 503 under its location, the site goes on, nothing in the
# folder is changed; put right, a reload brings it back.  nginx -t has warned
# of what stands in the file itself.

use FindBin;
use lib "$FindBin::Bin/../lib";
use Kundo::Test;

use Mojo::File qw(path);

my $site = Kundo::Server->new(<<'EOC');
kundo_store main {
    path  %%STORE%%;
    rate  off;
}

server {
    listen  127.0.0.1:%%PORT%% reuseport;

    location /       { return 200 "the site\n"; }
    location /kundo/ { kundo  main; }
}
EOC

$site->flow('shop');
$site->agent_add('anna');
$site->start;

my $anna = $site->agent('anna')->online('shop', { max_chats => 50 });
my $eva  = $site->visitor(name => 'Eva');
my $chat = $eva->start_chat('shop');
$eva->say($chat, "nr $_") for 1 .. 200;

$site->stop;

my $store = $site->store;
my $good  = path($store, 'data.mdb')->slurp;

# without the zeros that it has written ahead

my $end = length($good =~ s/\0+\z//r);
$good = substr $good, 0, 4096 * int(($end + 4095) / 4096);

sub put ($bytes) {
    unlink glob "$store/*";
    path($store, 'data.mdb')->spurt($bytes);
    chmod 0600, "$store/data.mdb";
    $site->give_to_worker("$store/data.mdb");
}

# the header of the meta row: a magic number and two versions

my $magic = "KS\0kundo";

sub version ($version, $apply) {
    my $bytes = $good;
    my $n = $bytes =~ s/(\Q$magic\E).{8}/$1 . pack 'VV', $version, $apply/gse;
    ok($n, "the header stands in the file ($n times)");
    return $bytes;
}

sub is_bad ($what, $pattern, $break, %opt) {
    $break->();

    my $before = -f "$store/data.mdb" ? path("$store/data.mdb")->slurp : '';
    my ($status, $said) = $site->test_conf;

    is($status, 0, "$what: nginx -t is content with the settings");
    $opt{warned} && ($said =~ /\[warn\]/ || !$opt{may})
        ? like($said, qr/\[warn\] "path" "\Q$store\E": .*$opt{warned}.*: req/,
            "$what: and warns of the store")
        : unlike($said, qr/\[warn\]/, "$what: in which it sees no fault");

    unlink map { $site->dir . "/$_" } 'error.log', 'stderr.log';
    $site->start;

    for my $n (1 .. 6) {
        problem($site->nobody->get('v1/flows/shop/status'), 503,
            'unavailable', "$what: 503");
    }

    answered($site->nobody->get('/'), 200, "$what: the site goes on")
        for 1 .. 4;

    # one line for each worker, all the same

    my %line;
    $line{ s/^.*?(?:#\d+: )(?:\*\d+ )?//r }++
        for grep { /\[error\]/ && /kundo store "main"/ }
            split /\n/, $site->log;

    is(scalar keys %line, 1, "$what: one line says it")
        or diag(join "\n", keys %line);
    like((keys %line)[0] // '', $pattern, "$what: clearly");
    note((keys %line)[0] // '');

    is(-f "$store/data.mdb" ? path("$store/data.mdb")->slurp : '', $before,
        "$what: and nothing in it is changed");
    is(scalar $site->workers, 2, "$what: both workers live");

    if (!$opt{owner}) {
        my ($status, $out, $err) = $site->kundoctl(['check']);
        isnt($status, 0, "$what: kundoctl refuses it too");
        like($err, qr/\A[^\n]+\n\z/, "$what: in one line");
    }

    # put right

    put($good);
    $opt{mend}->() if $opt{mend};
    $site->reload;
    is(scalar @{ [ $eva->messages($chat) ] }, 200,
        "$what: put right, all is there after a reload");
    $site->stop;
}

my ($layout, $apply) = unpack 'x8VV', $good =~ s/.*(?=\Q$magic\E)//sr;
my $takes = "this program knows up to $layout.$apply: install the newer one, "
    . 'or restore the backup';
my $newer = qr/the store has version (?:99\.$apply|$layout\.99), \Q$takes\E/;
my $older = qr/the store has version 1, from which there is no way to $layout/;

is_bad('a newer version', $newer, sub { put(version(99, $apply)) },
    warned => $newer);
is_bad('an older version', $older, sub { put(version(1, $apply)) },
    warned => $older);
is_bad('commands of a newer version', $newer,
    sub { put(version($layout, 99)) }, warned => $newer);
is_bad('not a store at all', qr/damaged|invalid|not a|opened/i,
    sub { put("hello\n" x 10000) }, warned => qr/data\.mdb" is no LMDB file/);
is_bad('no header', qr/damaged|header|backup/i,
    sub { put($good =~ s/\Q$magic\E/\0\0\0\0\0\0\0\0/gr) },
    warned => qr/header is not of kundo/);

# the row that nginx -t looks for may lie in either half

is_bad('cut short', qr/damaged|short|backup/i,
    sub { put(substr $good, 0, length($good) / 2) },
    warned => qr/is cut off/, may => 1);
is_bad('cut to its first pages', qr/damaged|short|backup/i,
    sub { put(substr $good, 0, 8192) }, warned => qr/is cut off/);

# short, and yet whole: LMDB leaves its file shorter than its last page when
# the pages at the end were given back at once; the number of the last page
# stands at 136 in both headers

sub last_page ($bytes, $more) {
    for my $meta (0, 4096) {
        my $at   = $meta + 136;
        my $last = unpack 'Q<', substr $bytes, $at, 8;
        substr $bytes, $at, 8, pack 'Q<', $last + $more;
    }

    return $bytes;
}

put(last_page($good, 7));
unlink map { $site->dir . "/$_" } 'error.log', 'stderr.log';
$site->start;
is(scalar @{ [ $eva->messages($chat) ] }, 200, 'short but whole: it serves');
is($eva->say($chat, 'en till')->{seq}, 201, 'short but whole: and goes on');
is(($site->kundoctl(['check']))[0], 0, 'short but whole: kundoctl is content');
$site->stop;

# the demo says which folder to remove, and leaves it to its owner

my $demo = path($site->dir, 'demo')->make_path;
my $file = $demo->child('store')->make_path->child('data.mdb');

$file->spurt(version(1, $apply));
my @said = Kundo::Process::run([ "$FindBin::Bin/../run" ], env => {
    KUNDO_OBJS => $site->objs, PORT => $site->port('demo'),
    RUN_DIR => "$demo" });

is($said[0], 1, 'make run: ends at once');
is($said[2], "t/run: the demo's store cannot be used: the store has version 1, "
    . "from which there is no way to $layout: use the program that made it, or "
    . 'another folder; to begin with an empty one, remove its folder: '
    . "rm -rf \"$demo\"\n", 'make run: with what is wrong and what to do');
is($file->slurp, version(1, $apply), 'make run: nothing in it is changed');

SKIP: {
    skip 'not root: no file can be given to another user', 1 if $> != 0;

    is_bad('another user\'s', qr/belongs to/, sub {
        put($good);
        chown 0, 0, "$store/data.mdb";
    }, owner => 1);

    is_bad('a folder that is closed', qr/denied|belongs to/i, sub {
        put($good);
        chown 0, 0, $store;
    }, owner => 1, mend => sub { $site->give_to_worker($store) });
}

done_testing;
