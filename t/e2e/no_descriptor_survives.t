#!/usr/bin/perl

# No descriptor of ours survives an exec: all that a worker holds in the
# store's folder is close-on-exec, the master holds nothing there, and after
# a binary upgrade neither does the new one.

use FindBin;
use lib "$FindBin::Bin/../lib";
use Kundo::Test;

use Mojo::File qw(path);

my $site = Kundo::Server->new(one_store());

$site->flow('shop');
$site->agent_add('anna');
$site->start;

my $anna = $site->agent('anna')->online('shop');
my $eva  = $site->visitor;
my $chat = $eva->start_chat('shop');
my @open = ($eva->stream, $anna->stream, $anna->sse);
$eva->say($chat, "nr $_") for 1 .. 10;
$eva->must(POST => "v1/conversations/$chat/typing", { on => true });

# inode => path of the Unix sockets that are bound in the store's folder

sub sockets {
    my $store = $site->store;
    my %bound;

    for my $line (split /\n/, path('/proc/net/unix')->slurp) {
        my @field = split ' ', $line;
        $bound{ $field[6] } = $field[7]
            if defined $field[7] && index($field[7], $store) == 0;
    }

    return \%bound;
}

# [ what, flags ] of each descriptor of a process that is in that folder

sub held ($pid) {
    my ($store, $bound) = ($site->store, sockets());
    my @held;

    for my $file (glob "/proc/$pid/fd/*") {
        my $to = readlink $file // next;
        my ($n) = $file =~ /(\d+)$/;

        $to = $bound->{$1} // '' if $to =~ /^socket:\[(\d+)\]/;
        next if index($to, $store) != 0;

        my ($flags) = path("/proc/$pid/fdinfo/$n")->slurp =~ /^flags:\s+(\d+)/m;
        push @held, [ $to, oct $flags ];
    }

    return @held;
}

my $cloexec = 02000000;

for my $worker ($site->workers) {
    my @held = held($worker);
    ok(scalar grep({ $_->[0] =~ /data\.mdb$/ } @held),
        'a worker holds the store');
    is_deeply([ map { $_->[0] } grep { !($_->[1] & $cloexec) } @held ], [],
        'all that it holds is close-on-exec');
}

is_deeply([ map { $_->[0] } held($site->master) ], [],
    'the master holds nothing of it');

$site->reload;
is_deeply([ map { $_->[0] } held($site->master) ], [],
    'nor after a reload');

$site->upgrade;
is_deeply([ map { $_->[0] } held($site->master) ], [],
    'nor does the new one after a binary upgrade');
is($eva->say($chat, 'efteråt')->{seq}, 11, 'which serves');

# no socket of a worker that is gone is left in the folder

my @left;
ok(wait_until(sub {
    my %alive = map { $_ => 1 } values %{ sockets() };
    @left = grep { -S && !$alive{$_} } path($site->store)
        ->list_tree({ hidden => 1 })->map('to_string')->each;
    return !@left;
}), 'no socket of theirs is left behind') or diag("@left");

done_testing;
