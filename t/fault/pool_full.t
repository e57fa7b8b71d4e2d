#!/usr/bin/perl

# The pool of threads takes no more: what finds no place is refused at once,
# and nothing that is counted stays so: agents can log in when it is over.

use FindBin;
use lib "$FindBin::Bin/../lib";
use Kundo::Test;

my $site = Kundo::Server->new(<<'EOC');
%%GLOBALS%%

thread_pool  default  threads=1 max_queue=1;

events { }

http {
    %%GLOBALS_HTTP%%

    kundo_store main {
        path  %%STORE%%;
        rate  off;
    }

    server {
        listen  127.0.0.1:%%PORT%% reuseport;

        location /kundo/ {
            kundo  main;
        }
    }
}
EOC

$site->flow('shop');

my @names = map { "agent$_" } 1 .. 9;

$site->agent_add($_) for @names;
$site->start;

my $anna = $site->agent($names[0]);

# a client that is let go ends its connection

my $nobody = $site->nobody;

sub log_in ($who) {
    return $nobody->request_p(POST => 'v1/session', {
        email    => Kundo::Server::email($who),
        password => Kundo::Server::password($who),
    });
}

# one that logs in has the thread, a list has the only place behind it

my (%logins, %lists);
my @asked = map { (log_in($_), map { $anna->request_p(GET => 'v1/inbox') }
    1 .. 5) } @names;
my @answers = all_of(@asked);

for my $i (0 .. $#answers) {
    ($i % 6 ? \%lists : \%logins)->{ $answers[$i]->status }++;
}

cmp_ok($lists{503} // 0, '>', 0, 'some find no place');
is_deeply([ grep { !/^(?:200|503)$/ } keys %lists ], [],
    'and the other lists are read');
is_deeply([ grep { !/^(?:201|503)$/ } keys %logins ], [],
    'and who logs in is answered the one or the other');

# the burst of an address is 20

answered(await(log_in($_)), 201, "$_ logs in when it is over") for @names;

done_testing;
