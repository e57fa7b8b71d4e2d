#!/usr/bin/perl

# One allocation in 2, 3, 5 .. fails while WebSockets open, send, close: what
# was begun is whole or its connection ends, and afterwards all is as before.

use FindBin;
use lib "$FindBin::Bin/../lib";
use Kundo::Test;

use Kundo::Frames;
use Kundo::Process;
use Mojo::File qw(path);

my $site = Kundo::Server->new(<<'EOC');
server {
    listen  127.0.0.1:%%PORT%%;

    location = /echo {
        kundo_echo;
    }
}
EOC

my $ASAN = `ldd @{[ $site->nginx ]}` =~ m{(/\S*libasan\S*)} ? $1 : '';
my $dir  = $site->dir;

my ($status, undef, $err) = Kundo::Process::run([ $ENV{CC} || 'cc',
    qw(-shared -fPIC -O2 -Wall -Wextra -Werror -o), "$dir/shim.so",
    "$FindBin::Bin/shim_malloc.c" ]);
die $err if $status;

path("$dir/control")->spurt("\0");

$site->env({
    LD_PRELOAD         => "$dir/shim.so" . ($ASAN && " $ASAN"),
    ASAN_OPTIONS       => join(':', $ENV{ASAN_OPTIONS} // (),
                               'verify_asan_link_order=0'),
    MALLOC_PERTURB_    => 165,
    KUNDO_SHIM_CONTROL => "$dir/control",
});

$site->allow(qr/(?:malloc|realloc|posix_memalign)\(.*failed/);
$site->start;

my @workers = sort $site->workers;
my $large   = 'large ' x 20000;
my %seen    = map { $_ => 0 } qw(whole closed ended refused);

for my $one_in (2, 3, 5, 8, 13, 34, 89, 233) {
    fail_one_in($one_in);
    $seen{ talk() }++ for 1 .. 60;
    fail_one_in(0);

    is(talk(), 'whole', "after one in $one_in failed: all is well");
}

cmp_ok($seen{whole}, '>', 0, "$seen{whole} talks were whole");
cmp_ok($seen{closed}, '>', 0, "$seen{closed} were closed with 1011");
cmp_ok($seen{ended}, '>', 0, "$seen{ended} ended without a word");
cmp_ok($seen{refused}, '>', 0, "$seen{refused} were not opened");

is_deeply([ sort $site->workers ], \@workers, 'no worker has died');

done_testing;


sub fail_one_in ($n) {
    open my $fh, '+<', "$dir/control" or die "control: $!";
    syswrite $fh, chr $n;
}


# A talk with all that takes memory: fragments, half a head, half a control
# frame, a large message, many frames at once.  Nothing that comes is wrong.

sub talk () {
    my $ws = eval { Kundo::Frames->open($site->port, '/echo?dead=20000') }
        or return 'refused';

    my $ping = Kundo::Frames::frame(Kundo::Frames::PING, 'p' x 100);
    my @want;

    for my $n (1 .. 4) {
        $ws->send("\x01\x83\0\0\0\0one");
        $ws->send($_) for unpack '(a40)*', $ping;
        push @want, [ Kundo::Frames::PONG, 'p' x 100 ];

        $ws->send("\x80");
        $ws->send("\x83\0\0");
        $ws->send("\0\0two");
        push @want, [ Kundo::Frames::TEXT, 'onetwo' ];

        $ws->send(Kundo::Frames::frame(Kundo::Frames::BINARY, $large));
        push @want, [ Kundo::Frames::BINARY, $large ];

        $ws->send(Kundo::Frames::frame(Kundo::Frames::TEXT, $n) x 20);
        push @want, ([ Kundo::Frames::TEXT, $n ]) x 20;
    }

    $ws->send_frame(Kundo::Frames::CLOSE, pack 'n', 1000);
    push @want, [ Kundo::Frames::CLOSE, pack 'n', 1000 ];

    for my $want (@want) {
        my @got = eval { $ws->next };

        if (!@got) {
            ok($ws->eof, 'a talk that is not whole has ended') if !$ws->eof;
            return 'ended';
        }

        if ($got[0] == Kundo::Frames::CLOSE && unpack('n', $got[1]) == 1011) {
            return 'closed';
        }

        if ($got[0] != $want->[0] || $got[1] ne $want->[1]) {
            fail('what comes is what was sent');
            diag("$got[0]: " . substr $got[1], 0, 80);
            return 'wrong';
        }
    }

    return 'whole';
}
