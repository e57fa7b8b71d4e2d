package Kundo::Process;

# Processes seen from outside: running a command to its end, and looking at
# others through /proc.

use Mojo::Base -strict, -signatures;

use File::Temp ();
use Mojo::File qw(path);


# Status (128 + signal when it died of one), output, errors.

sub run ($command, %opt) {
    my ($in, $out, $err) = map { File::Temp->new } 1 .. 3;
    my $errfile = $opt{stderr} // $err->filename;

    print $in $opt{stdin} // '';
    close $in;

    my $pid = fork // die "fork: $!";

    if ($pid == 0) {
        open STDIN,  '<',  $in->filename  or POSIX::_exit(127);
        open STDOUT, '>',  $out->filename or POSIX::_exit(127);
        open STDERR, '>>', $errfile       or POSIX::_exit(127);
        local %ENV = (%ENV, %{ $opt{env} // {} });
        no warnings 'exec';
        exec { $command->[0] } @$command or POSIX::_exit(127);
    }

    waitpid $pid, 0;
    my $status = $? & 127 ? 128 + ($? & 127) : $? >> 8;

    return ($status, path($out->filename)->slurp, path($errfile)->slurp);
}


# A zombie is not alive.

sub alive ($pid) {
    open my $fh, '<', "/proc/$pid/stat" or return 0;
    my $line = <$fh> // return 0;

    return $line !~ /\) [ZX] /;
}


# Children of a process whose title matches.

sub children ($parent, $title) {
    my @found;

    return @found if !$parent;   # a count of 0 to who only counts

    for my $file (glob '/proc/[0-9]*/stat') {
        open my $fh, '<', $file or next;
        my $line = <$fh> // next;
        my ($pid, $state, $ppid) = $line =~ /^(\d+) \(.*\) (\S) (\d+) /s
            or next;
        next if $ppid != $parent || $state =~ /[ZX]/;
        push @found, $pid if title($pid) =~ $title;
    }

    return @found;
}


sub title ($pid) {
    open my $fh, '<', "/proc/$pid/cmdline" or return '';
    local $/;
    my $text = <$fh> // '';
    $text =~ s/\0/ /g;
    $text =~ s/\s+$//;

    return $text;
}


# Resident memory in KiB; of its own, without pages of files such as the
# store's.

sub rss_kb ($pid)    { return _status($pid, 'VmRSS') }
sub memory_kb ($pid) { return _status($pid, 'RssAnon') }


sub _status ($pid, $name) {
    my ($value) = path("/proc/$pid/status")->slurp =~ /^$name:\s+(\d+)/m;
    return $value;
}


require POSIX;

1;
