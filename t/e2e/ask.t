#!/usr/bin/perl

# What a flow asks of a visitor before a chat: it stands in the status, and a
# start without what is required is refused, whatever the page does.

use FindBin;
use lib "$FindBin::Bin/../lib";
use Kundo::Test;

my $site = Kundo::Server->new(one_store());

$site->flow('plain');
$site->agent_add('anna', role => 'admin');
$site->start;

my $anna   = $site->agent('anna');
my $nobody = $site->nobody;

is_deeply($anna->must(POST => 'v1/flows', { id => 'shop', name => 'The shop',
    ask => { name => 'required', phone => 'optional' } })->{ask},
    { name => 'required', phone => 'optional' }, 'a flow asks');
is_deeply($nobody->must(GET => 'v1/flows/shop/status')->{ask},
    { name => 'required', phone => 'optional' }, 'the status says so');
ok(!exists $nobody->must(GET => 'v1/flows/plain/status')->{ask},
    'one that asks nothing says nothing');

my $eva = $site->visitor(email => 'eva@example.com');

problem($eva->post('v1/conversations', { flow => 'shop', text => 'Hej',
    cid => 'a' }), 409, 'fields_required', 'a start without the name');
is_deeply($eva->must(GET => 'v1/conversations')->{items}, [],
    'nothing was begun');
answered($eva->post('v1/conversations', { flow => 'plain' }), 201,
    'elsewhere nothing is asked');

$eva->must(PATCH => 'v1/visitor', { name => 'Eva' });
answered($eva->post('v1/conversations', { flow => 'shop', text => 'Hej',
    cid => 'a' }), 201, 'with the name it begins');

# changed, and taken away

$anna->must(PATCH => 'v1/flows/shop', { ask => { email => 'required',
    phone => 'no' } });
is_deeply($nobody->must(GET => 'v1/flows/shop/status')->{ask},
    { email => 'required' }, 'it asks for something else');
$anna->must(PATCH => 'v1/flows/shop', { welcome => 'Hej!' });
is_deeply($nobody->must(GET => 'v1/flows/shop/status')->{ask},
    { email => 'required' }, 'another change leaves it');
$anna->must(PATCH => 'v1/flows/shop', { ask => undef });
ok(!exists $nobody->must(GET => 'v1/flows/shop/status')->{ask},
    'it asks for nothing any more');

for my $bad ({ age => 'required' }, { name => 'yes' }, { name => 1 }, 'name',
    ['name'])
{
    problem($anna->patch('v1/flows/shop', { ask => $bad }), 400, 'bad_value',
        'ask is refused: ' . encode_json([$bad]));
}

done_testing;
