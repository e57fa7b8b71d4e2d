#!/usr/bin/perl

# Statistics: transfers by hand and by themselves, how soon chats are
# answered, how many there are, for any period, and what stands behind each
# figure; as JSON and as CSV; for agents alone.

use FindBin;
use lib "$FindBin::Bin/../lib";
use Kundo::Test;

my $site = Kundo::Server->new(one_store('rate  off;'));

$site->flow('shop', 'Butiken');
$site->flow('inner', '=Teknik, "2nd"', '--private');
$site->agent_add($_) for qw(eva bo);
$site->agent_add('chief', role => 'admin');
$site->start;

my ($eva, $bo, $chief) = map { $site->agent($_) } qw(eva bo chief);

$chief->must(PATCH => 'v1/flows/shop', { auto_transfer_s => 0 });

sub ask ($path, %args) {
    return $eva->must(GET => "v1/statistics/$path"
        . join '', map { ($_ eq (sort keys %args)[0] ? '?' : '&')
            . "$_=$args{$_}" } sort keys %args);
}

# nothing has happened yet

my $none = ask('transfers');
is_deeply([ @$none{qw(agents flows)} ], [[], []], 'S1.8: none at first');
is($none->{total}{agents}{count}, 0, 'S1.8: and none in all');
is_deeply(ask('responses')->{items}, [], 'S2.8: nor any answer');

# a chat that Eva answers, and gives to Bo, who gives it to the inner flow

$eva->online('shop', { max_chats => 9 });
$bo->presence(state => 'online', flows => [qw(shop inner)], max_chats => 9);

my $kim  = $site->visitor(name => 'Kim');
my $chat = $kim->start_chat('shop');
my $hers = $eva->conversation($chat)->{agent}{id} eq $eva->id ? $eva : $bo;
my $other = $hers == $eva ? $bo : $eva;
my $asked = $kim->say($chat, 'Hej');
my $said  = $hers->say($chat, 'Hej hej');

$hers->must(POST => "v1/conversations/$chat/transfers",
    { to => { agent => $other->id } });

my $at = ask('responses');
is(scalar @{ $at->{items} }, 1, 'S2.8: one answer');
is($at->{items}[0]{key}, $hers->id, 'S2.8: credited to who answered');
is($at->{items}[0]{name}, $hers->name, 'S2.8: by name');
is($at->{total}{count}, 1, 'S2.8: one in all');

my $ms = sub ($m) { my ($s) = $m->{created_at} =~ /:(\d\d\.\d\d\d)Z/; $s };
my $took = int(1000 * ($ms->($said) - $ms->($asked)) + 0.5);
$took += 60_000 if $took < 0;
is($at->{items}[0]{mean_ms}, $took,
    'S2.8: from the first text to the first answer');
is($at->{items}[0]{$_}, $took, "S2.8: $_ of one") for qw(median_ms p90_ms);

my $by_flow = ask('responses', by => 'flow');
is_deeply([ map { "$_->{key} $_->{name} $_->{count}" }
    @{ $by_flow->{items} } ], ['shop Butiken 1'], 'S2.8: by flow');
my ($today) = $said->{created_at} =~ /^(.{10})/;
is_deeply([ map { $_->{key} } @{ ask('responses', by => 'day')->{items} } ],
    [$today], 'S2.8: by day');

# days as clocks show them: it is tomorrow in Kiritimati before anywhere else

my ($hour) = $said->{created_at} =~ /T(..):/;
my $day_in = sub ($tz) { ask('responses', by => 'day', tz => $tz)
    ->{items}[0]{key} };
is($day_in->('Pacific/Kiritimati') gt $today, $hour >= 10,
    'S2.8: a day in Kiritimati');
is($day_in->('Pacific/Niue') lt $today, $hour < 11, 'S2.8: and in Niue');
problem($eva->get("v1/statistics/responses?tz=$_"), 400, 'bad_value',
    "no time zone: $_") for 'Nowhere/Here', '../../etc/passwd', '%2Fetc';

# S1.8, D11

my $t = ask('transfers');
is_deeply([ map { [ @$_{qw(from to count automatic)} ] } @{ $t->{agents} } ],
    [[ $hers->id, $other->id, 1, 0 ]],
    'S1.8: from one agent to another, by hand');
is_deeply($t->{flows}, [], 'D11: it has kept its flow');

# to a flow in which the other one alone works is no change of the agent

my $second = $site->visitor->start_chat('shop');
my $owner  = $eva->conversation($second)->{agent}{id} eq $eva->id
    ? $eva : $bo;

if ($owner == $bo) {
    $bo->must(POST => "v1/conversations/$second/transfers",
        { to => { agent => $eva->id } });
}

$eva->must(POST => "v1/conversations/$second/transfers",
    { to => { flow => 'inner' } });

$t = ask('transfers');
is_deeply([ map { [ @$_{qw(from from_name to to_name count automatic)} ] }
    @{ $t->{flows} } ],
    [[ 'shop', 'Butiken', 'inner', '=Teknik, "2nd"', 1, 0 ]],
    'S1.8, D11: from one flow to another');
is((grep { $_->{from} eq $eva->id && $_->{to} eq $bo->id }
    @{ $t->{agents} })[0]{count}, $hers == $eva ? 2 : 1,
    'D11: which is a change of the agent, too');

# by themselves are counted apart

$chief->must(PATCH => 'v1/flows/shop', { auto_transfer_s => 1 });
$eva->presence(state => 'busy');
my $third = $site->visitor;
my $late  = $third->start_chat('shop');
is($bo->conversation($late)->{agent}{id}, $bo->id, 'Bo has it');
$eva->presence(state => 'online');
my $hears = $eva->stream;
$third->say($late, 'Hallå?');
$hears->wait_for({ type => 'conversation.transferred' });

$t = ask('transfers');
is($t->{total}{agents}{automatic}, 1, 'D11: one by auto-transfer');
is((grep { $_->{from} eq $bo->id && $_->{to} eq $eva->id }
    @{ $t->{agents} })[0]{automatic}, 1, 'S1.8: from Bo to Eva');

# how many

my $all = ask('conversations', by => 'flow');
is($all->{total}{started}, 3, 'three chats were started');
is($all->{total}{answered}, 1, 'one is answered');
is($all->{total}{waiting_count}, 3, 'all of them got an agent');
is($all->{total}{queue_count}, 0, 'none has queued');
$third->must(POST => "v1/conversations/$late/close");
is(ask('conversations')->{total}{missed}, 1,
    'closed before anybody answered: missed');
is(ask('conversations')->{total}{closed}, 1, 'one is closed');

# periods

is(ask('conversations', to => $asked->{created_at})->{total}{started}, 1,
    'a period ends before its last moment');
is(ask('responses', from => $said->{created_at})->{total}{count}, 1,
    'and begins with its first');
is_deeply(ask('conversations', from => '2001-01-01T00:00:00Z',
    to => '2001-02-01T00:00:00Z')->{period},
    { from => '2001-01-01T00:00:00.000Z', to => '2001-02-01T00:00:00.000Z' },
    'the answer says which period it is of');

problem($eva->get('v1/statistics/responses?from=yesterday'), 400,
    'bad_value', 'yesterday is no time');
problem($eva->get('v1/statistics/responses?from=2026-02-01T00:00:00Z'
    . '&to=2026-01-01T00:00:00Z'), 400, 'bad_value', 'nor backwards');
problem($eva->get('v1/statistics/responses?by=colour'), 400, 'bad_value',
    'by takes agent, flow or day');
problem($eva->get('v1/statistics/responses?of=some'), 400, 'bad_value',
    'of takes all, live or left');
problem($eva->get('v1/statistics/mood/conversations'), 404, 'not_found',
    'there is no such figure');

# what stands behind

my $behind = ask('transfers/conversations', automatic => 'true');
is_deeply([ map { $_->{conversation}{id} } @{ $behind->{items} } ], [$late],
    'S1.8: the one that went on by itself');
is($behind->{items}[0]{agent_name}, $bo->name, 'from Bo');
is($behind->{items}[0]{to_agent}, $eva->id, 'to Eva');
is_deeply([ map { $_->{conversation}{id} } @{ ask('responses/conversations',
    agent => $hers->id, flow => 'shop')->{items} } ], [$chat],
    'S2.8: the one that was answered');
is(ask('responses/conversations')->{items}[0]{ms}, $took, 'and how soon');
is_deeply([ map { $_->{conversation}{id} }
    @{ ask('missed/conversations')->{items} } ], [$late], 'the missed one');

my @pages;
my $after = '';

do {
    my $page = ask('started/conversations', limit => 1,
        $after ? (after => $after) : ());
    push @pages, map { $_->{conversation}{id} } @{ $page->{items} };
    $after = $page->{next} // '';
} while ($after);

is_deeply(\@pages, [$late, $second, $chat], 'page by page, newest first');

# CSV, which no spreadsheet takes for a formula

my $csv = $eva->get('v1/statistics/transfers?format=csv');
answered($csv, 200, 'CSV');
like($csv->header('Content-Type'), qr{^text/csv; charset=utf-8}, 'as CSV');
my @lines = split /\r\n/, $csv->bytes;
is($lines[0], 'of,from,from_name,to,to_name,count,automatic', 'its head');
is($lines[-1], qq{flows,shop,Butiken,inner,"'=Teknik, ""2nd""",1,0},
    'a name that looks like a formula is a text');
like($eva->get('v1/statistics/started/conversations?format=csv')->bytes,
    qr/^at,agent,agent_name,flow,flow_name,ms,conversation\r\n/,
    'of what stands behind, too');

# for agents

problem($kim->get('v1/statistics/responses'), 403, 'forbidden',
    'not for customers');
problem($site->nobody->get('v1/statistics/responses'), 401, 'unauthorized',
    'nor for nobody');

done_testing;
