#!/usr/bin/perl

# A store that cannot be used answers 503 under its location; other stores
# and the rest of the site go on, and one clear line stands in error.log.

use FindBin;
use lib "$FindBin::Bin/../lib";
use Kundo::Test;

use Mojo::File qw(path);

my $site = Kundo::Server->new(<<'EOC');
kundo_store good {
    path  %%STORE%%;
}

kundo_store bad {
    path  %%STORE2%%;
}

server {
    listen  127.0.0.1:%%PORT%% reuseport;

    location /      { return 200 "the site\n"; }
    location /kundo/ { kundo  good; }
    location /bad/   { kundo  bad;  }
}
EOC

path($site->store(2), 'data.mdb')->spurt("this is not a store\n" x 1000);
$site->give_to_worker($site->store(2) . '/data.mdb');
$site->flow('shop');
$site->agent_add('anna');
$site->start;

my $nobody = $site->nobody;
my $bad    = $site->nobody(prefix => '/bad/');

for my $round ('at the start', 'after a reload', 'after a worker\'s death') {
    for my $n (1 .. 6) {
        answered($nobody->get('/'), 200, "the site goes on $round");
    }

    my $answer = $bad->post('v1/visitor', { name => 'Eva' });
    problem($answer, 503, 'unavailable', "the bad store answers 503 $round");
    problem($bad->get('v1/flows/shop/status'), 503, 'unavailable',
        "on every route $round");
    problem($bad->get('v1/stream'), 503, 'unavailable', "streams as well");

    my $health = $bad->get('v1/health');
    is($health->status, 503, 'its health says so');
    like($health->bytes, qr/store/, 'and which part');

    my $anna = $site->agent('anna')->online('shop');
    my $eva  = $site->visitor;
    my $chat = $eva->start_chat('shop');
    is($eva->say($chat, 'Hej')->{seq}, 1, "the good store goes on $round");

    $site->reload      if $round eq 'at the start';
    $site->kill_worker if $round eq 'after a reload';
}

is(scalar $site->workers, 2, 'no worker has given up');

my @lines = grep { /store/ && /\Q@{[ $site->store(2) ]}\E/ }
    split /\n/, $site->log;
ok(scalar @lines, 'error.log names the store')
    or diag($site->log);
is(scalar grep({ /\[(?:error|crit)\]/ } @lines), scalar @lines,
    'as an error');

# repaired: a reload brings it back

unlink glob $site->store(2) . '/*';
$site->kundoctl([qw(flow add --id shop --name Shop)], '', $site->store(2));
$site->reload;
answered($bad->get('v1/flows/shop/status'), 200,
    'repaired, it is back with a reload');

done_testing;
