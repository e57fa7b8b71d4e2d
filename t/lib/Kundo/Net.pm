package Kundo::Net;

# A network of the test's own, with a second address: who speaks from there
# can vanish without a word.
#
#     my $why = Kundo::Net::enter();      # before anything is started
#     plan skip_all => $why if $why;

use Mojo::Base -strict, -signatures;

use Socket qw(AF_INET SOCK_DGRAM inet_aton pack_sockaddr_in);

require 'syscall.ph';

use constant {
    CLONE_NEWNET  => 0x40000000,
    SIOCSIFFLAGS  => 0x8914,
    SIOCSIFADDR   => 0x8916,
    IFF_UP        => 1,
    FAR           => '192.0.2.2',
};


# What an interface is told: its name, and 24 bytes by the request.

sub _tell ($name, $request, $what) {
    socket my $socket, AF_INET, SOCK_DGRAM, 0 or die "socket: $!";

    my $bytes = pack 'a16 a24', $name, $what;
    ioctl $socket, $request, $bytes or die "ioctl of $name: $!";
    return;
}


# '' or why it cannot be.

sub enter () {
    syscall(SYS_unshare(), CLONE_NEWNET) == 0
        or return "no network of its own: $!";

    _tell('lo', SIOCSIFFLAGS, pack 's', IFF_UP);
    _tell('lo:1', SIOCSIFADDR, pack_sockaddr_in(0, inet_aton(FAR)));

    return '';
}


# What is sent there comes to nobody from now on, and nobody hears of it.

sub vanish () {
    _tell('lo:1', SIOCSIFFLAGS, pack 's', 0);
    return;
}


1;
