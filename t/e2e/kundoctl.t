#!/usr/bin/perl

# kundoctl works on a store while nginx runs: what it changes holds at once
# in every worker; exit status 0, 1 (refused), 2 (usage).

use FindBin;
use lib "$FindBin::Bin/../lib";
use Kundo::Test;

use Mojo::File qw(path);

my $site = Kundo::Server->new(<<'EOC');
kundo_store main {
    path  %%STORE%%;
    rate  off;
}

kundo_store copy {
    path  %%STORE2%%;
    rate  off;
}

server {
    listen  127.0.0.1:%%PORT%% reuseport;

    location /kundo/ { kundo  main; }
    location /copy/  { kundo  copy; }
}
EOC

sub ctl ($want, $args, $stdin = '') {
    local $Test::Builder::Level = $Test::Builder::Level + 1;

    my ($status, $out, $err) = $site->kundoctl($args, $stdin);
    is($status, $want, "status $want: kundoctl @$args")
        or diag("$out$err");
    like($err, qr/\A[^\n]+\n\z/, 'one line says why') if $want == 1;

    return $want == 0 ? $out : $err;
}

sub json ($args, $stdin = '') {
    return decode_json(ctl(0, ['--json', @$args], $stdin));
}

# a folder that holds no store gets one, with the folder's owner

ctl(0, [qw(flow add --id shop --name), 'The shop']);
ok(-s $site->store . '/data.mdb', 'the store is made');
my $owner = (stat $site->store)[4];
is_deeply([ grep { (stat)[4] != $owner }
    path($site->store)->list->map('to_string')->each ], [],
    'its files are those of the folder\'s owner');
is((stat $site->store . '/data.mdb')[2] & 077, 0, 'and nobody else\'s');

$site->start;
my $nobody = $site->nobody;

# flows, while nginx runs

answered($nobody->get('v1/flows/shop/status'), 200, 'the flow is there');
ctl(0, [qw(flow add --id expert --name Experts --private)]);
problem($nobody->get('v1/flows/expert/status'), 404, 'not_found',
    'S1.3: a private flow is hidden');
ctl(1, [qw(flow add --id shop --name Again)]);

my $flows = json([qw(flow list)]);
my @flows = ref $flows eq 'HASH' ? @{ $flows->{items} } : @$flows;
is_deeply({ map { $_->{id} => $_->{name} } @flows },
    { shop => 'The shop', expert => 'Experts' }, 'flow list --json');
is_deeply({ map { $_->{id} => $_->{public} ? 1 : 0 } @flows },
    { shop => 1, expert => 0 }, 'with what is public');
like(ctl(0, [qw(flow list)]), qr/^shop\b.*The shop/m, 'flow list for people');

# agents

ctl(0, [qw(agent add --email anna@example.com --name), 'Anna Ålm'],
    "the password of anna\n");
my $anna = $site->agent('anna');
is($anna->name, 'Anna Ålm', 'an agent logs in at once');
is($anna->must(GET => 'v1/session')->{agent}{role} // 'agent', 'agent',
    'as an agent');
ctl(0, [qw(agent add --email root@example.com --name Root --role admin)],
    "the password of root\n");
is($site->agent('root')->must(GET => 'v1/session')->{agent}{role}, 'admin',
    'or an administrator');

ctl(1, [qw(agent add --email anna@example.com --name Other)],
    "another password\n");
ctl(1, [qw(agent add --email ANNA@example.com --name Other)],
    "another password\n");
ctl(1, [qw(agent add --email short@example.com --name S)], "short\n");
ctl(1, [qw(agent add --email none --name S)], "a good password\n");
ctl(1, [qw(agent add --email none@example.com --name S)], '');

my $agents = json([qw(agent list)]);
my @agents = ref $agents eq 'HASH' ? @{ $agents->{items} } : @$agents;
is_deeply([ sort map { $_->{email} } @agents ],
    [ 'anna@example.com', 'root@example.com' ], 'agent list --json');
unlike(encode_json(\@agents), qr/scrypt|password/, 'without their passwords');

my $stream = $anna->stream;
ctl(0, [qw(agent passwd --email anna@example.com)], "the new password\n");
ok($stream->wait_closed, 'a new password ends the sessions');
is($nobody->post('v1/session', { email => 'anna@example.com',
    password => 'the password of anna' })->status, 401, 'the old is refused');
$anna->log_in('anna@example.com', 'the new password');
ctl(1, [qw(agent passwd --email nobody@example.com)], "the new password\n");

$anna->online('shop');
my $eva  = $site->visitor;
my $chat = $eva->start_chat('shop');
is($eva->conversation($chat)->{agent}{id}, $anna->id, 'she has a chat');
$stream = $anna->stream;
ctl(0, [qw(agent disable --email anna@example.com)]);
ok($stream->wait_closed, 'disabling ends the sessions');
is($eva->conversation($chat)->{agent}, undef, 'and the chat is hers no longer');
is($nobody->post('v1/session', { email => 'anna@example.com',
    password => 'the new password' })->status, 401, 'and every log-in');
ctl(1, [qw(agent disable --email nobody@example.com)]);

# figures and check

my $stat = json(['stat']);
is(ref $stat, 'HASH', 'stat --json');
like(ctl(0, ['stat']), qr/\d/, 'stat for people');
ctl(0, ['check']);
like(encode_json(json(['check'])), qr/\w/, 'check --json');

# a copy while nginx runs and messages come in

my $root = $site->agent('root')->online('shop', { max_chats => 10 });
$chat = $eva->start_chat('shop');
my $live   = $eva->stream;
my $cursor = $live->hello->{cursor};

my (@acked, $stop, $fly, $n);
$fly = $n = 0;
my $next;
$next = sub {
    while (!$stop && $fly < 8) {
        $fly++;
        my $text = 'nr ' . ++$n;
        $eva->request_p(POST => "v1/conversations/$chat/messages",
            { cid => "b$n", text => $text })->then(sub ($a) {
                $fly--;
                push @acked, $a->json if $a->status == 201;
                $next->();
            });
    }
};
$next->();
wait_until(sub { @acked >= 20 });

my $restored = $site->store('copies') . '/restored';
my $before   = @acked;
my $pid      = fork // die;
if ($pid == 0) {
    exec $site->kundoctl_path, '-s', $site->store, 'backup', $restored
        or POSIX::_exit(127);
}
my $gone;
wait_until(sub { $gone ||= waitpid($pid, POSIX::WNOHANG()) == $pid });
is($?, 0, 'backup while messages come in');
wait_until(sub { @acked >= $before + 20 });
$stop = 1;
wait_until(sub { $fly == 0 });

ok(-s "$restored/data.mdb", 'the copy is there');
is((stat "$restored/data.mdb")[4], $owner, 'with the same owner');
is((stat "$restored/data.mdb")[2] & 077, 0, 'and for nobody else');
ctl(1, ['backup', $restored]);

my ($status) = $site->kundoctl(['check'], '', $restored);
is($status, 0, 'check of the copy');

is_deeply([ map { $_->{seq} } sort { $a->{seq} <=> $b->{seq} } @acked ],
    [ 1 .. @acked ], 'meanwhile nothing was lost');

# restored beside the original: as it was, and cursors of the other history
# are not believed

$site->configure($site->conf =~ s/\Q@{[ $site->store(2) ]}\E/$restored/r);
$site->reload;
my $old  = $site->nobody(prefix => '/copy/', token => $eva->token);
my @copy = $old->messages($chat);
cmp_ok(scalar @copy, '>=', $before, 'what was acknowledged before is in it');
my %by = map { $_->{seq} => $_ } @acked;
is_deeply(\@copy, [ map { $by{$_} } 1 .. @copy ], 'word for word');

my $resumed = $old->stream(since => $cursor);
$resumed->expect('reset', 'a cursor of the other store gives a reset');
is(scalar $resumed->all('message.created'), 0, 'and no events before it');

# usage

for my $bad ([], ['nothing'], ['agent'], ['agent', 'nothing'],
    [qw(agent add)], [qw(agent add --email a@example.com)],
    [qw(flow add --id x)], [qw(flow add --id x --name y --colour red)],
    ['backup'], [qw(stat more)], [qw(agent add --email)])
{
    like(ctl(2, $bad), qr/\S/, 'usage is said');
}

my ($usage) = Kundo::Process::run([ $site->kundoctl_path, 'stat' ]);
is($usage, 2, 'status 2: without -s');

my $refused = ctl(1, [qw(flow add --id), 'å', qw(--name x)]);
like($refused, qr/id/, 'an id that is none is refused by name');

# a password is in no list of processes nor error

unlike($site->log, qr/password of/, 'no password in a log');

done_testing;
