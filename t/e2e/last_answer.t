#!/usr/bin/perl

# Who answered last, and for which flow: what a survey goes by later,
# wherever the chat has gone in between (D5).

use FindBin;
use lib "$FindBin::Bin/../lib";
use Kundo::Test;

my $site = Kundo::Server->new(one_store('rate  off;', 'auto_transfer  0;'));

$site->flow('first');
$site->flow('second', 'Second', '--private');
$site->agent_add($_) for qw(eva bo);
$site->agent_add('chief', role => 'admin');
$site->start;

my ($eva, $bo, $chief) = map { $site->agent($_) } qw(eva bo chief);

is($chief->must(PATCH => 'v1/flows/first', { ref_code => 'F-1' })
    ->{ref_code}, 'F-1', 'S0.7: a flow has a code');
is((grep { $_->{id} eq 'second' } @{ $chief->must(GET => 'v1/flows')
    ->{items} })[0]{ref_code}, 'second', 'or else its id');
is($chief->must(POST => 'v1/flows', { id => 'third', name => 'Third',
    ref_code => 'T' })->{ref_code}, 'T', 'from the start');
problem($chief->patch('v1/flows/first', { ref_code => $_ }), 400,
    'bad_value', 'not ' . length) for '', 'x' x 101;

$eva->online('first');
$bo->online('second');

my $kim  = $site->visitor(name => 'Kim');
my $chat = $kim->start_chat('first');
$kim->say($chat, 'Hej');

sub last_of () {
    my $now = $eva->conversation($chat);
    return [ $now->{ref_code}, $now->{last_agent}{name} ];
}

is_deeply(last_of, ['F-1', undef], 'D5: nobody has answered yet');
$eva->must(POST => "v1/conversations/$chat/transfers",
    { to => { flow => 'second' } });
is_deeply(last_of, ['second', undef], 'D5: it is in the second flow');
$bo->say($chat, 'Hej');
is_deeply(last_of, ['second', $bo->name], 'D5: Bo answered there');

$bo->must(POST => "v1/conversations/$chat/transfers",
    { to => { flow => 'first' } });
is_deeply(last_of, ['second', $bo->name],
    'D5: transferred is not answered');
$kim->say($chat, 'Hallå?');
is_deeply(last_of, ['second', $bo->name], 'D5: nor is what she writes');
$eva->say($chat, 'Ja');
is_deeply(last_of, ['F-1', $eva->name],
    'D5: the flow in which an agent answered last');

$chief->say($chat, 'Jag också');
is_deeply(last_of, ['F-1', $chief->name],
    'S0.6: of several who took part the last one');

$eva->must(POST => "v1/conversations/$chat/close");
is_deeply(last_of, ['F-1', $chief->name], 'D5: closed, it stays so');
ok(!exists $kim->conversation($chat)->{$_}, "her own has no $_")
    for qw(ref_code last_agent);

done_testing;
