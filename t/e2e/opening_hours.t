#!/usr/bin/perl

# Opening hours and closed days of a flow, in its time zone: outside them a
# visitor leaves a message (D2), and the status says when it opens.  The test
# has a time zone of its own making, in which it is just before nine, and the
# clock.

use FindBin;
use lib "$FindBin::Bin/../lib";
use Kundo::Test;
use Kundo::Clock;
use Mojo::File qw(path);
use POSIX qw(strftime);

my $site  = Kundo::Server->new(one_store('zoneinfo  %%TMP%%/zones;'));
my $time  = Kundo::Clock->new(site => $site)->install;
my $zones = path($site->dir, 'zones')->make_path;

$site->give_to_worker($zones);

sub now_s () { return $time->now / 1000 }

# a file of the time zone database in which the clock shows $hour:00:00
# in $seconds from now, on a Monday, all the year round

sub zone ($name, $hour, $seconds) {
    my $east = ($hour * 3600 - $seconds - now_s() % 86400) % 86400;

    $east -= 86400 if $east > 43200;

    my $tail = sprintf '<AAA>%s%02d:%02d:%02d', $east > 0 ? '-' : '+',
        abs($east) / 3600, abs($east) / 60 % 60, abs($east) % 60;
    my $head = sub { pack 'a4 a x15 N6', 'TZif', '2', 0, 0, 0, 0, 1, 4 };
    my $body = pack('N C C a4', $east & 0xffffffff, 0, 0, 'AAA');

    path("$zones/$name")->spurt($head->() . $body . $head->() . $body
        . "\n$tail\n");
}

# the days before and after today, so that midnight in between is no matter

sub week ($from, $to) {
    return { map { $_ => [ [ $from, $to ] ] }
        qw(mon tue wed thu fri sat sun) };
}

sub day ($in) { return strftime('%Y-%m-%d', gmtime(now_s() + 86400 * $in)) }

sub status ($flow) {
    return $site->nobody->must(GET => "v1/flows/$flow/status");
}

zone('Test', 12, 0);

$site->agent_add('chief', role => 'admin')->agent_add('anna');
$site->flow('shop');
$site->start;

my ($chief, $anna) = map { $site->agent($_) } qw(chief anna);

# what hours take, and what is said of those that are none

my $always = { tz => 'Test', week => week('00:00', '24:00'), closed => [] };

for my $case (
    [ { tz => 'Nowhere/City' }, 'bad_value', qr/there is no "Nowhere\/City"/ ],
    [ { tz => '../etc/passwd' }, 'bad_value', qr/"hours.tz" takes the name/ ],
    [ { week => { mon => [ [ '22:00', '02:00' ] ] } }, 'bad_value',
        qr/"hours.week.mon": .* over midnight is two/ ],
    [ { week => { mon => [ [ '08:00', '12:00' ], [ '11:00', '13:00' ] ] } },
        'bad_value', qr/"hours.week.mon": two of its spans overlap/ ],
    [ { week => { monday => [] } }, 'unknown_field', qr/not "monday"/ ],
    [ { closed => ['2026-02-30'] }, 'bad_value', qr/"hours.closed\[0\]"/ ],
    [ { open => [] }, 'unknown_field', qr/not "open"/ ],
) {
    my ($hours, $code, $detail) = @$case;
    my $answer = $chief->patch('v1/flows/shop',
        { hours => { %$always, %$hours } });

    problem($answer, 400, $code, "hours: $code");
    like($answer->at('detail'), $detail, 'and it is said what is wrong');
}

is($chief->must(GET => 'v1/flows')->{items}[0]{hours}, undef,
    'a flow has no hours unless they are given');
problem($anna->patch('v1/flows/shop', { hours => $always }), 403, 'forbidden',
    'an agent does not set them');

# always open, but not today

$anna->online('shop', { max_chats => 1 });

is_deeply($chief->must(PATCH => 'v1/flows/shop', { hours => $always })
    ->{hours}, $always, 'hours come back as they were given');
is(status('shop')->{available}, true, 'it is open, somebody is there');

my $waits = $site->visitor;
my $chat  = $site->visitor->start_chat('shop', text => 'Hello', cid => 'one');
my $next  = $waits->start_chat('shop');

is($waits->conversation($next)->{status}, 'queued', 'D2: a second one waits');

my $console = $anna->stream;
my $closed  = $chief->must(PATCH => 'v1/flows/shop', { hours => { %$always,
    closed => [ { from => day(-2), to => day(1) } ] } });

is($closed->{open}, false, 'on a closed day it is not open');
$console->expect({ type => 'flow.changed', 'data.flow' => 'shop' },
    'agents are told');

my $status = status('shop');

is($status->{available}, false, 'nobody is available then');
is($status->{opens_at}, $closed->{opens_at}, 'and it is said when it opens');
like($status->{opens_at}, qr/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/,
    'as a time');
ok(!exists $status->{agents}, 'nobody is named');
is($anna->presence->{state}, 'online', 'S1.7: agents stay as they are');

my $late = $site->visitor;
my $left = $late->must(POST => 'v1/conversations', { flow => 'shop',
    text => 'Are you there?', cid => 'late' });

is($left->{left_message}, true, 'D2: who comes then leaves a message');
is($left->{agent}, undef, 'D2: that is nobody\'s');
is($waits->conversation($next)->{status}, 'queued',
    'D2: who waited already goes on waiting');

$anna->say($chat, 'Yes?');
$anna->must(POST => "v1/conversations/$chat/close", {});
is($chief->conversation($next)->{agent}{id}, $anna->id,
    'D2: and gets her place');

# another flow in which an agent works: a transfer is the agents' own affair

$chief->must(POST => 'v1/flows', { id => 'expert', name => 'Experts',
    public => false, hours => { tz => 'Test', week => {} } });
$chief->online('expert');

my ($target) = grep { $_->{id} eq 'expert' }
    @{ $anna->must(GET => "v1/conversations/$next/targets")->{flows} };

is($target->{available}, true, 'S1.4: a closed flow can be a target');
is($anna->must(POST => "v1/conversations/$next/transfers",
    { to => { flow => 'expert' } })->{agent}{id}, $chief->id,
    'S1.4: and is, as long as somebody is active there');
is($chief->must(GET => 'v1/flows')->{items}[1]{opens_at}, undef,
    'when it never opens no time is said');

# it opens by itself, in a moment, and everybody hears of it

zone('Soon', 9, 8);

my $soon = $chief->must(PATCH => 'v1/flows/shop', { hours => {
    tz => 'Soon', week => week('09:00', '20:00') } });

is($soon->{open}, false, 'just before nine');
is(status('shop')->{available}, false, 'it is closed');
$time->forward(8);

# of today's closing, of these hours, and of nine o'clock

ok(wait_until(sub {
    my @told = $console->all({ type => 'flow.changed',
        'data.flow' => 'shop' });
    return @told >= 3;
}), 'agents are told when it opens');
is(status('shop')->{available}, true, 'it is open');
is(status('shop')->{opens_at}, undef, 'and opens at no other time');
is($late->conversation($left->{id})->{left_message}, true,
    'D2: what was left stays a left message');
is($site->visitor->must(POST => 'v1/conversations', { flow => 'shop' })
    ->{left_message}, false, 'and a new chat has somebody');

# the zone gets other rules: the leader finds it, without a word to us

zone('Soon', 22, 0);
$site->reload;
$console->wait_closed;

ok(wait_until(sub { !status('shop')->{available} }),
    'with other rules of the zone it is closed');

my $opens = status('shop')->{opens_at};

$site->kill_worker;
ok(wait_until(sub { status('shop')->{opens_at} eq $opens }),
    'also after a worker was killed');

# a zone that is gone: what is known holds, and the log says it

path("$zones/Soon")->remove;
$site->allow(qr/there is no "Soon" in \S+; is the package tzdata/);
$site->reload;

ok(wait_until(sub { $site->log =~ /there is no "Soon"/ }), 'the log names it');
is(status('shop')->{opens_at}, $opens, 'what is known holds');

# and none again

is($chief->must(PATCH => 'v1/flows/shop', { hours => undef })->{hours}, undef,
    'without hours');
is(status('shop')->{opens_at}, undef, 'it is always open');

# by kundoctl, with the system's zones

my ($code, $out, $err) = $site->kundoctl([ qw(flow hours --id shop) ],
    '{"tz":"Europe/Stockholm","week":{}}');

is($code, 0, 'kundoctl sets them');
is(status('shop')->{available}, false, 'and they hold at once');

my $list = ($site->kundoctl([ qw(flow list) ]))[1];

like($list, qr/^shop\t.*\twith hours$/m, 'its list says which flow has some');
is(($site->kundoctl([ qw(flow hours --id shop) ], 'null'))[0], 0,
    'null takes them away');
is(status('shop')->{available}, $anna->presence->{state} eq 'online' ? true
    : false, 'at once');

($code, $out, $err) = $site->kundoctl([ qw(flow hours --id shop) ],
    '{"tz":"Europe/Atlantis","week":{}}');
is($code, 1, 'a zone that is none is refused');
like($err, qr/there is no "Europe\/Atlantis"/, 'in one line');

# by kundoctl, with the zones that nginx.conf names

my $mine = { tz => 'Ctl', week => week('09:00', '17:00'), closed => [] };

sub hours ($folder) {
    ($code, $out, $err) = $site->kundoctl([ qw(flow hours --id shop),
        $folder ? ('--zoneinfo', $folder) : () ], encode_json($mine));
    return $code;
}

zone('Ctl', 9, 600);
is(hours(undef), 1, 'the system has no such zone');
like($err, qr{there is no "Ctl" in /usr/share/zoneinfo\n}, 'it is said');
is(hours($zones), 0, '--zoneinfo: the folder of nginx.conf has it');
$opens = status('shop')->{opens_at};
like($opens, qr/^2/, 'and they hold');
$chief->must(PATCH => 'v1/flows/shop', { hours => undef });
$chief->must(PATCH => 'v1/flows/shop', { hours => $mine });
is(status('shop')->{opens_at}, $opens, 'as those of the interface');

is(hours("$zones/none"), 1, 'a folder that is not there is refused');
is($err, qq(kundoctl: "$zones/none" is no folder of time zones; )
    . "--zoneinfo DIR names one\n", 'in one line that says what is right');
is(hours("$zones/Ctl"), 1, 'a file, too');
$mine->{tz} = 'Europe/Stockholm';
is(hours($zones), 1, 'and what has another zone only');
is($err, 'kundoctl: "hours.tz" takes the name of a time zone, such as '
    . qq("Europe/Stockholm": there is no "Europe/Stockholm" in $zones\n),
    'with what was looked for, and where');

is(($site->kundoctl(['check']))[0], 0, 'the store is sound');

done_testing;
