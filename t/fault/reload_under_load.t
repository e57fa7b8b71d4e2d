#!/usr/bin/perl

# Reload and binary upgrade under load: no request in flight fails, every
# WebSocket gets 1012 and resumes, old and new workers deliver to each other.

use FindBin;
use lib "$FindBin::Bin/../lib";
use Kundo::Test;
use Kundo::Load;

my $site = Kundo::Server->new(one_store('rate  off;'));

$site->flow('shop');
$site->agent_add($_) for qw(anna bo);
$site->start;

my $anna = $site->agent('anna')->online('shop', { max_chats => 50 });
my $load = Kundo::Load->new(site => $site);

my @ws  = map { $load->add_subscriber($anna) } 1 .. 3;
my $sse = $load->add_subscriber($anna, kind => 'sse');

for my $n (1 .. 8) {
    my $talker = $load->add_talker(keep_alive => $n % 2, pause => 0.005);
    push @ws, $load->add_subscriber($talker->person,
        chats => { $talker->chat => 1 });
}

$load->start;
ok($load->more(50), 'the load runs');

sub change ($title, $code) {
    my @before = map { scalar @{ $_->breaks } } @ws, $sse;
    my %old    = map { $_ => 1 } $site->workers;

    $code->();
    ok($load->more(50), "$title: the load goes on");
    ok(wait_until(sub {
        !grep { !$_->stream || $old{ $_->stream->worker } } @ws, $sse
    }), "$title: every stream has moved to a new worker");

    # who is quick may meet the other old worker before that one has heard

    my @codes = map {
        my @all = @{ $ws[$_]->breaks };
        join ' ', map { $_->[0] } @all[$before[$_] .. $#all]
    } 0 .. $#ws;
    is_deeply([ grep { !/^1012(?: 1012)?$/ } @codes ], [],
        "$title: every WebSocket was closed with 1012, once by a worker");
    is_deeply([ $load->failures ], [], "$title: no request has failed");
    is_deeply([ $load->failures('refused') ], [],
        "$title: no request was put off");
}

for my $n (1 .. 5) {
    change("reload $n", sub { $site->reload });
}

change('binary upgrade', sub { $site->upgrade });
change('reload after the upgrade', sub { $site->reload });

# both at once: old workers still have their streams while new ones serve

ok($load->finish, 'all is answered');
$load->verify_store('reloads');
$load->verify_events('reloads');
note('kept-alive connections that were closed between requests: '
    . scalar $load->failures('retried'));
$load->close;

# old and new workers deliver to each other: during a binary upgrade both
# serve until the old ones are told to go

my $eva  = $site->visitor(name => 'Eva');
my $chat = $eva->start_chat('shop');
my @old  = $site->workers;
my $old_master = $site->master;
my @stream = map { $anna->stream(worker => $_) } @old;

kill USR2 => $old_master;
ok(wait_until(sub {
    $site->master != $old_master && $site->workers == 2 }),
    'a new master beside the old one');
my @new = $site->workers;
push @stream, map { $anna->stream(worker => $_) } @new;

for my $writer (@stream) {
    my $kind   = (grep { $_ == $writer->worker } @old) ? 'an old' : 'a new';
    my $answer = $writer->request(POST => "v1/conversations/$chat/messages",
        { cid => $anna->new_cid, text => 'till alla' });
    answered($answer, 201, "$kind worker has taken a message");

    for my $stream (@stream) {
        my $to = (grep { $_ == $stream->worker } @old) ? 'an old' : 'a new';
        $stream->expect({ type => 'message.created',
            'data.id' => $answer->at('id') },
            "it is delivered by $to worker");
    }
}

# a typing mark is no row: it travels from worker to worker alone

$eva->stream(worker => $old[0])
    ->request(POST => "v1/conversations/$chat/typing", { on => true });
$_->expect({ type => 'typing', conversation => $chat },
    'S2.2: so is a typing mark') for @stream;

kill WINCH => $old_master;
$site->wait_gone(@old);
kill QUIT => $old_master;
$site->wait_gone($old_master);
is_deeply([ map { $_->wait_closed->[0] } @stream[0, 1] ], [ 1012, 1012 ],
    'the old ones say 1012 when they go');
ok($stream[2]->is_open && $stream[3]->is_open, 'the new ones stay');

done_testing;
