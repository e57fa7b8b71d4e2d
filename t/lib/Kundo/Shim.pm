package Kundo::Shim;

# t/fault/shim_store.c from the side of a test: built, put before nginx,
# its fault switched, its record read.

use Mojo::Base -base, -signatures;

use File::Temp ();
use Mojo::File qw(path);

use Kundo::Process;

has 'site';
has record => 0;                # write down what happens
has 'dir';


# Before the site starts.

sub install ($self) {
    my $dir = $self->dir($self->site->dir . '/shim')->dir;

    mkdir $dir, 0755 or die "mkdir \"$dir\": $!";

    path("$dir/log")->spurt('');
    $self->fault('-');
    $self->site->give_to_worker("$dir/log", "$dir/control");

    preload($self->site, 'shim_store',
        KUNDO_SHIM_FILE    => $self->site->store . '/data.mdb',
        KUNDO_SHIM_CONTROL => "$dir/control",
        $self->record ? (KUNDO_SHIM_LOG => "$dir/log") : ());

    return $self;
}


# Builds t/fault/NAME.c and puts it before the nginx of a site; the runtime
# of a sanitizer comes first.

sub preload ($site, $name, %env) {
    my $lib = $site->dir . "/$name.so";

    my ($status, $out, $err) = Kundo::Process::run([ $ENV{CC} || 'cc',
        qw(-shared -fPIC -O2 -Wall -Wextra -Werror -o), $lib,
        Kundo::Server->top . "/t/fault/$name.c", '-ldl' ]);
    die "$name.c: $err" if $status;

    $site->env({ %{ $site->env }, %env,
        LD_PRELOAD => join ' ', grep { defined } Kundo::Server->sanitizer,
            $lib });
}


# '-' none, 'n' no space, 'w' writes fail, 's' syncs fail, 'l' both are slow;
# from now on, in every process.

sub fault ($self, $which) {
    my $file = $self->dir . '/control';

    open my $fh, -e $file ? '+<' : '>', $file or die "open \"$file\": $!";
    syswrite $fh, $which;

    return $self;
}


# How much is recorded by now: a mark in time.

sub mark ($self) { return -s $self->dir . '/log' }


# The records in order: { kind, pid, offset, data, start, end }, the last
# two being their place in the log.

sub each_record ($self, $code) {
    open my $fh, '<:raw', $self->dir . '/log' or die $!;

    my $at = 0;

    while (read $fh, my $head, 24) {
        my ($kind, $magic, $pid, $offset, $len) = unpack 'a1 a3 V Q< Q<', $head;
        die "the record is broken at $at" if $magic ne 'kun';

        my $data = '';
        read $fh, $data, $len if $len && $kind ne 'D' && $kind ne 'S';

        my $start = $at;
        $at += 24 + length $data;
        $code->({ kind => $kind, pid => $pid, offset => $offset,
            data => $data, start => $start, end => $at });
    }
}


1;
