package Kundo::Clock;

# The time of day of an nginx, in the hands of the test: it stands still but
# for `set` and `forward` (t/fault/shim_clock.c).  Timers go on.
#
#     my $clock = Kundo::Clock->new(site => $site)->install;  # before start
#     $clock->forward(29.999);

use Mojo::Base -base, -signatures;

use POSIX ();
use Time::Local ();

use Kundo::Shim;

has 'site';

# ms; ahead of what kundoctl, which has the machine's, writes into a store
has now => sub { (time + 3600) * 1000 };


sub _file ($self) { return $self->site->dir . '/clock' }


sub install ($self) {
    Kundo::Shim::preload($self->site, 'shim_clock',
        KUNDO_CLOCK => $self->_file);

    return $self->set($self->now);
}


# Eight bytes at once, so that nobody sees half of them.

sub set ($self, $ms) {
    open my $fh, -e $self->_file ? '+<' : '>', $self->_file
        or die 'open "' . $self->_file . "\": $!";
    syswrite $fh, pack('Q<', $ms);

    return $self->now($ms);
}


sub forward ($self, $seconds) {
    return $self->set(int($self->now + 1000 * $seconds + 0.5));
}


# As the interface writes a time, and back.

sub as_text ($ms) {
    return POSIX::strftime('%Y-%m-%dT%H:%M:%S', gmtime int $ms / 1000)
        . sprintf '.%03dZ', $ms % 1000;
}


sub as_ms ($text) {
    my ($y, $mo, $d, $h, $mi, $s, $ms) = ($text // '')
        =~ /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)\.(\d{3})Z$/
        or die 'no time: ' . ($text // 'none');

    return Time::Local::timegm($s, $mi, $h, $d, $mo - 1, $y) * 1000 + $ms;
}


1;
