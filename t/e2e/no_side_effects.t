#!/usr/bin/perl

# `nginx -t` creates nothing, changes nothing and locks nothing: not with an
# empty folder, not with a folder that is not there yet, not beside a server
# that runs.

use FindBin;
use lib "$FindBin::Bin/../lib";
use Kundo::Test;

use Mojo::File qw(path);

my $site = Kundo::Server->new(<<'EOC');
kundo_store main {
    path  %%STORE%%;
}

kundo_store absent {
    path  %%TMP%%/not-there-yet;
}

server {
    listen  127.0.0.1:%%PORT%% reuseport;

    location /kundo/  { kundo  main;   }
    location /absent/ { kundo  absent; }
}
EOC

# names, owners, sizes, times of change; not atime

sub state_of ($dir) {
    return { map {
        my @s = lstat $_;
        substr($_, length $dir) => join ' ', @s[1, 2, 4, 5, 7, 9, 10]
    } $dir, path($dir)->list_tree({ hidden => 1, dir => 1 })->each };
}

sub locks { return path('/proc/locks')->slurp =~ s/^\d+: //gmr }

my $before = state_of($site->store);
is(($site->test_conf)[0], 0, 'nginx -t is content') or diag($site->log);
is_deeply(state_of($site->store), $before, 'an empty folder stays as it was');
ok(!-e $site->dir . '/not-there-yet', 'a missing folder stays missing');

# a store that is there

$site->flow('shop');
$before = state_of($site->store);
is(($site->test_conf)[0], 0, 'nginx -t with a store');
is_deeply(state_of($site->store), $before, 'the store is as it was');

# beside a running server

$site->start;
my $eva  = $site->visitor;
my $chat = $eva->start_chat('shop');
my $ws   = $eva->stream;

is(($site->test_conf)[0], 0, 'nginx -t beside the server');

my @foreign = grep { $> == 0 && (lstat)[4] == 0 }
    path($site->store)->list_tree({ hidden => 1 })->each;
is_deeply(\@foreign, [], 'no file of root is left in the store');

my $said = $eva->say($chat, 'Hej');
$ws->expect({ type => 'message.created', 'data.id' => $said->{id} },
    'the server goes on');

# a stopped server has left no lock, and `nginx -t` takes none

$site->stop;
my $inode = (stat $site->store . '/data.mdb')[1];
$before = state_of($site->store);
is(($site->test_conf)[0], 0, 'nginx -t after the server');
is_deeply(state_of($site->store), $before, 'the store is as it was');
unlike(locks(), qr/:\Q$inode\E /, 'there is no lock on it');

# a setting that is wrong stops -t, and touches nothing either

$site->configure($site->conf =~ s/(kundo_store main \{)/$1 agent_lost soon;/r);
my ($status, $said_by) = $site->test_conf;
isnt($status, 0, 'a wrong setting is refused');
like($said_by, qr/"agent_lost" takes/, 'in a line that names it');
is_deeply(state_of($site->store), $before, 'the store is as it was');
$site->allow(qr/"agent_lost" takes/);

done_testing;
