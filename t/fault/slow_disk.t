#!/usr/bin/perl

# A disk whose syncs take long: what another process commits shows in the
# file before its sync has ended, and before readers may see it.  Nothing of
# it is missed: not a command of kundoctl, not a message of another worker.

use FindBin;
use lib "$FindBin::Bin/../lib";
use Kundo::Test;
use Kundo::Shim;

my $site = Kundo::Server->new(one_store('rate  off;'));

my $shim = Kundo::Shim->new(site => $site)->install;

$site->flow('shop');
$site->agent_add($_) for qw(anna bo cia dan eli);
$site->start;

my $anna = $site->agent('anna')->online('shop', { max_chats => 50 });
my $eva  = $site->visitor(name => 'Eva');
my $chat = $eva->start_chat('shop');

my @stream = ($anna->stream);
push @stream, $anna->stream(not_worker => $stream[0]->worker);

my %agent = map { $_ => $site->agent($_) } qw(bo cia dan eli);

$shim->fault('l');

# by kundoctl alone, on either worker: what it has changed is seen although
# nobody writes anything after it

my $worker = $stream[0]->worker;

for my $name (qw(bo cia dan eli)) {
    my $line = $agent{$name}->stream(not_worker => $worker);
    $worker = $line->worker;

    my ($status) = Kundo::Process::run([ $site->kundoctl_path,
        '-s', $site->store, qw(agent passwd --email),
        "$name\@example.com" ], stdin => "the new password\n",
        env => $site->env);
    is($status, 0, "kundoctl changes the password of $name");
    ok($line->wait_closed, "the stream of $name ends");
}

# by both workers

my @sent = all_of(map { $eva->request_p(
    POST => "v1/conversations/$chat/messages",
    { cid => "slow-$_", text => "nr $_" }) } 1 .. 20);
is(scalar grep({ $_->status == 201 } @sent), 20, 'twenty messages are taken');
is(scalar keys %{ { map { $_->worker => 1 } @sent } }, 2, 'by both workers');

for my $stream (@stream) {
    wait_until(sub { $stream->all('message.created') == 20 });
    is_deeply([ map { $_->{data}{seq} } $stream->all('message.created') ],
        [ 1 .. 20 ], 'each comes once and in order, on either worker');
}

$shim->fault('-');
is($eva->say($chat, 'efteråt')->{seq}, 21, 'afterwards it is quick again');

done_testing;
