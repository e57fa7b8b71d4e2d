#!/usr/bin/perl

# A power cut: of what was not synced when it came, any part may be on disk.
# data.mdb is rebuilt as of random moments of a load; it opens, every message
# that was acknowledged by then is there once, seq has no gap, and life goes
# on.  KUNDO_CUTS says how often (10), KUNDO_SEED repeats a run.

use FindBin;
use lib "$FindBin::Bin/../lib";
use Kundo::Test;
use Kundo::Load;
use Kundo::Shim;

use Mojo::File qw(path);

my $conf = one_store('rate  off;');

my $cuts = $ENV{KUNDO_CUTS} || 10;
my $seed = $ENV{KUNDO_SEED} || time ^ $$ << 8;

diag("KUNDO_SEED=$seed KUNDO_CUTS=$cuts") if $cuts > 10;
note("KUNDO_SEED=$seed");
srand $seed;

# a load on a site whose every write is recorded

my $site = Kundo::Server->new($conf);
my $shim = Kundo::Shim->new(site => $site, record => 1)->install;

$site->flow('shop');
$site->agent_add('anna');
my $image = path($site->store, 'data.mdb')->slurp;     # all synced
$site->start;

my $anna = $site->agent('anna')->online('shop', { max_chats => 50 });
my $load = Kundo::Load->new(site => $site);

$load->add_talker(width => 1 + $_ % 4, size => 40 * $_,
    mark => sub { $shim->mark }) for 1 .. 8;

my $begin = $shim->mark;
$load->start;
ok($load->more(30 * $cuts + 200), 'the load runs');
ok($load->finish, 'and is answered');
my $end = $shim->mark;
$site->stop;

# moments, in order; each is a place in the record

my @moments = sort { $a <=> $b }
    map { $begin + int rand($end - $begin) } 1 .. $cuts;

# the site that comes up after the cut

my $after = Kundo::Server->new($conf);
my $store = $after->store;
my $worst = 0;
my $torn  = 0;
my (@unsynced, @wrong);

sub put ($image, $offset, $data) {
    my $short = $offset + length($data) - length $$image;
    $$image .= "\0" x $short if $short > 0;
    substr($$image, $offset, length $data) = $data;
}

# what reached the disk of one write that was not synced: all, nothing, or
# some of its sectors

sub tear ($image, $write) {
    my ($offset, $data) = @$write;
    my $how = rand;

    return if $how < 0.3;
    return put($image, $offset, $data) if $how < 0.6;

    for (my $at = 0; $at < length $data; ) {
        my $step = 512 - ($offset + $at) % 512;
        put($image, $offset + $at, substr $data, $at, $step) if rand() < 0.5;
        $at += $step;
    }
}

# what is wrong with one chat, and whether it goes on

sub look ($talker, $due) {
    my $who   = $after->nobody(token => $talker->person->token);
    my @now   = $who->messages($talker->chat);
    my @wrong = $talker->compare(\@now, $due);
    my $next  = $who->say($talker->chat, 'efteråt');

    push @wrong, "seq $next->{seq} follows " . @now
        if $next->{seq} != @now + 1;

    return @wrong;
}

sub cut ($moment) {
    my $copy = $image;

    tear(\$copy, $_) for @unsynced;
    $torn++ if @unsynced;

    unlink glob "$store/*";
    path($store, 'data.mdb')->spurt($copy);
    chmod 0600, "$store/data.mdb";
    $after->give_to_worker("$store/data.mdb");

    my ($status, $out, $err) = $after->kundoctl(['check']);
    push @wrong, "check at $moment: $out$err" if $status;

    $after->start;

    my $due = 0;

    for my $talker (@{ $load->talkers }) {
        my $mark = $talker->marks;

        $due += grep { $mark->{$_} <= $moment } keys %$mark;
        eval { push @wrong, map { "cut at $moment: $_" }
            look($talker, sub ($cid) { $mark->{$cid} <= $moment }); 1 }
            or push @wrong, "cut at $moment: $@";
    }

    $worst = $due if $due > $worst;
    $after->stop;
    push @wrong, $after->bad_lines;
    unlink map { $after->dir . "/$_" } 'error.log', 'stderr.log';
}

$shim->each_record(sub ($record) {
    while (@moments && $moments[0] < $record->{end}) {
        my $moment = shift @moments;
        cut($moment);
    }

    my $kind = $record->{kind};

    if ($kind eq 'W' || $kind eq 'd') {
        push @unsynced, [ $record->{offset}, $record->{data}, $kind ];

    } elsif ($kind eq 'S') {
        put(\$image, @$_[0, 1]) for @unsynced;
        @unsynced = ();

    } elsif ($kind eq 'D') {

        # with O_DSYNC it is this write alone that is on disk now

        my ($last) = grep { $unsynced[$_][2] eq 'd'
            && $unsynced[$_][0] == $record->{offset} } reverse 0 .. $#unsynced;
        put(\$image, @{ $unsynced[$last] }[0, 1]);
        splice @unsynced, $last, 1;
    }
});

is(scalar @moments, 0, "the power was cut $cuts times");
cmp_ok($torn, '>', 0, "$torn times with writes that were not synced");
cmp_ok($worst, '>', 100, "with up to $worst acknowledged messages");
is(scalar @wrong, 0, 'every acknowledged message is there once, '
    . 'seq without gaps, and life goes on')
    or diag(join "\n", @wrong[0 .. ($#wrong > 20 ? 20 : $#wrong)]);

done_testing;
