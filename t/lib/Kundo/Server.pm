package Kundo::Server;

# An nginx with the module in a folder of its own: start, reload, binary
# upgrade, death of a worker, stop, and what error.log may say.  Works as
# root (workers run as www-data) and as an ordinary user.

use Mojo::Base 'Kundo::Conf', -signatures;

use File::Path ();
use File::Temp ();
use Mojo::File qw(path);
use Test::More ();

use Kundo::Conf;
use Kundo::Person;
use Kundo::Process;

my %LIVE;

has env     => sub { {} };  # of nginx, for shims
has prefix  => '/kundo/';
has killed  => sub { {} };   # workers that the test itself has killed
has allowed => sub { [] };  # patterns of lines that the test provokes
has 'owner';

sub new ($class, $template, %opt) {
    my $dir  = File::Temp::tempdir('kundo-XXXXXXXX', TMPDIR => 1);
    my $self = $class->SUPER::new(dir => $dir, owner => $$, %opt);

    chmod 0755, $dir;
    $LIVE{$dir} = $self;
    $self->configure($template);

    return $self;
}


sub origin ($self, $port = "") {
    return "http://127.0.0.1:" . $self->port($port);
}


# kundoctl on the default store: status, output, errors.

sub kundoctl ($self, $args, $stdin = '', $store = $self->store) {
    return Kundo::Process::run([$self->kundoctl_path, '-s', $store, @$args],
        stdin => $stdin);
}


sub _kundoctl_must ($self, @args) {
    my ($status, $out, $err) = $self->kundoctl(@args);
    die "kundoctl @{$args[0]}: status $status: $out$err" if $status;
}


sub flow ($self, $id, $name = "Flow $id", @more) {
    $self->_kundoctl_must(['flow', 'add', '--id', $id, '--name', $name,
        @more]);
    return $self;
}


sub agent_add ($self, $who, %opt) {
    $self->_kundoctl_must(['agent', 'add', '--email', email($who),
        '--name', $opt{name} // ucfirst $who,
        $opt{role} ? ('--role', $opt{role}) : ()], password($who) . "\n");
    return $self;
}


sub email ($who) { return $who =~ /@/ ? $who : "$who\@example.com" }
sub password ($who) { return "the password of $who" }


# `nginx -t`: status and what it said.

sub test_conf ($self) {
    my ($status, $out, $err) = Kundo::Process::run([$self->_command('-t')]);
    return ($status, $out . $err);
}


sub _command ($self, @args) {
    return ($self->nginx, '-p', $self->dir, '-c', $self->dir . '/nginx.conf',
            '-e', $self->dir . '/error.log', @args);
}


sub start ($self) {
    my ($status, $out, $err) = Kundo::Process::run([$self->_command],
        env => $self->env, stderr => $self->dir . '/stderr.log');

    die "nginx has not started (status $status):\n$err\n" . $self->log
        if $status;

    Kundo::Test::wait_until(sub { $self->master && $self->workers == 2 })
        or die "no workers:\n" . $self->log;

    my $answer = Kundo::Person->new(server => $self)->request(GET => '/');
    die 'nginx does not answer: ' . $answer->error if !$answer->status;

    return $self;
}


sub master ($self) {

    # an upgrade renames the file at any moment

    my $text  = eval { path($self->dir . '/nginx.pid')->slurp } // '';
    my ($pid) = $text =~ /^(\d+)$/m;

    return $pid && Kundo::Process::alive($pid) ? $pid : 0;
}


# Workers that serve; those that are shutting down are not among them.

sub workers ($self, $master = $self->master) {
    return Kundo::Process::children($master, qr/worker process$/);
}


# HUP; comes back when new workers serve and (but for `keep`) the old ones
# are gone.

sub reload ($self, %opt) {
    my %old = map { $_ => 1 } $self->workers;

    kill HUP => $self->master or die "HUP: $!";

    Kundo::Test::wait_until(sub {
        my @now = $self->workers;
        return @now == 2 && !grep { $old{$_} } @now;
    }) or die "no new workers:\n" . $self->log;

    $self->wait_gone(keys %old) if !$opt{keep};

    return keys %old;
}


# USR2, WINCH, QUIT: a new master with new workers takes over.

sub upgrade ($self) {
    my $old     = $self->master;
    my @workers = $self->workers;

    kill USR2 => $old or die "USR2: $!";

    Kundo::Test::wait_until(sub {
        my $new = $self->master;
        return $new && $new != $old && $self->workers($new) == 2;
    }) or die "no new master:\n" . $self->log;

    kill WINCH => $old;
    $self->wait_gone(@workers);
    kill QUIT => $old;
    $self->wait_gone($old);

    return $self->master;
}


sub wait_gone ($self, @pids) {
    Kundo::Test::wait_until(sub {
        return !grep { Kundo::Process::alive($_) } @pids;
    }) or die "still there: @pids\n" . $self->log;
}


# The worker that holds the lock on the file "leader" of a store, and so
# fires what is due; 0 while nobody does.

sub leader ($self, $store = $self->store) {
    my $inode   = (stat "$store/leader")[1] or return 0;
    my %workers = map { $_ => 1 } $self->workers;

    open my $fh, '<', '/proc/locks' or die "open \"/proc/locks\": $!";

    for my $line (<$fh>) {
        my ($pid) = $line =~ /: FLOCK .* (\d+) [\da-f:]+:$inode / or next;
        return $pid if $workers{$pid};
    }

    return 0;
}


# SIGKILL; comes back when the master has put another in its place.

sub kill_worker ($self, $pid = undef) {
    my @workers = $self->workers;

    $pid //= $workers[rand @workers];
    $self->killed->{$pid} = 1;
    kill KILL => $pid or die "KILL $pid: $!";

    Kundo::Test::wait_until(sub {
        my @now = $self->workers;
        return @now == 2 && !grep { $_ == $pid } @now;
    }) or die "no new worker:\n" . $self->log;

    return $pid;
}


sub stop ($self, $signal = 'TERM') {
    my $master = $self->master or return $self;
    my @pids   = ($master, Kundo::Process::children($master, qr/nginx/));

    # a worker that has not gone a second after a TERM is killed by its
    # master, which a busy machine and a sanitizer bring about

    @{ $self->killed }{@pids} = (1) x @pids if $signal eq 'TERM';

    kill $signal => $master;

    if (!Kundo::Test::wait_until(sub {
            !grep { Kundo::Process::alive($_) } @pids }))
    {
        kill KILL => grep { Kundo::Process::alive($_) } @pids;
        Test::More::fail("nginx stops by $signal");
    }

    return $self;
}


# A logged-in agent; a visitor; somebody without a session.

sub agent ($self, $who, %opt) {
    return Kundo::Person->new(server => $self, %opt)
        ->log_in(email($who), password($who));
}


sub visitor ($self, %fields) {
    return Kundo::Person->new(server => $self)->introduce(%fields);
}


sub nobody ($self, %opt) { return Kundo::Person->new(server => $self, %opt) }


sub log ($self) {
    my @files = grep { -e } map { $self->dir . "/$_" } 'error.log',
        'stderr.log';
    return join '', map { path($_)->slurp } @files;
}


# Lines are expected that match; for faults that a test provokes.

sub allow ($self, @patterns) {
    push @{ $self->allowed }, @patterns;
    return $self;
}


sub bad_lines ($self) {
    my @bad;

    for my $line (split /\n/, $self->log) {
        next if $line !~ m{\[(?:alert|emerg)\]|exited\ on\ signal
            |AddressSanitizer|LeakSanitizer|runtime\ error:}x;
        next if $line =~ /process (\d+) exited on signal 9/
            && $self->killed->{$1};
        next if grep { $line =~ $_ } @{ $self->allowed };
        push @bad, $line;
    }

    return @bad;
}


# The end of a test: stops and says what the logs say.

sub finish ($self) {
    return if !delete $LIVE{ $self->dir } || $self->owner != $$;

    $self->stop;

    my @bad = $self->bad_lines;
    Test::More::is(scalar @bad, 0, 'error.log has nothing to complain of')
        or Test::More::diag(join "\n", @bad[0 .. ($#bad > 20 ? 20 : $#bad)]);

    my $failed = !Test::More->builder->is_passing;
    if ($failed && $ENV{KUNDO_KEEP}) {
        Test::More::diag('kept: ' . $self->dir);
        return;
    }

    File::Path::remove_tree($self->dir);
}


sub finish_all ($class) {
    $_->finish for values %LIVE;
}


# A test that dies still leaves nothing running.

$SIG{INT}  = sub { exit 130 };
$SIG{TERM} = sub { exit 143 };
$SIG{PIPE} = 'IGNORE';

END {
    my $status = $?;

    for my $self (grep { $_->owner == $$ } values %LIVE) {
        eval { $self->stop; 1 } or warn $@;
        Test::More::diag(join "\n", 'error.log:', grep { !/\[notice\]/ }
            split /\n/, substr $self->log, -20000);
        File::Path::remove_tree($self->dir) if !$ENV{KUNDO_KEEP};
    }

    $? = $status;
}


1;
