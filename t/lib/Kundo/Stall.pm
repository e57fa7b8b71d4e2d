package Kundo::Stall;

# Workers that now and then do not run for a while, as on a machine that has
# no time for them: what is true of a site at one speed or in one order only
# comes to light.  KUNDO_STALL says for how many seconds at most.

use Mojo::Base -strict, -signatures;

use POSIX ();
use Time::HiRes ();

use Kundo::Process;


# From now on until the test has ended, in a process of its own.

sub begin ($site, $most_s) {
    my $test = $$;
    my $pid  = fork // die "fork: $!";

    return $pid if $pid;

    $SIG{$_} = 'DEFAULT' for qw(INT TERM);
    srand $$;

    while (getppid == $test) {
        my @workers = $site->workers;

        if (@workers) {
            my $worker = $workers[rand @workers];

            kill STOP => $worker;
            Time::HiRes::sleep(rand $most_s);
            kill CONT => $worker;
        }

        Time::HiRes::sleep(0.01 + rand $most_s);
    }

    POSIX::_exit(0);
}


1;
