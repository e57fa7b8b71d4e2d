#!/usr/bin/perl

# Lists: limit, after, next, and their order.

use FindBin;
use lib "$FindBin::Bin/../lib";
use Kundo::Test;

my $site = Kundo::Server->new(one_store('rate  off;'));

$site->flow('shop');
$site->agent_add($_) for qw(anna bo);
$site->agent_add('root', role => 'admin');
$site->start;

my $root = $site->agent('root');

my $anna = $site->agent('anna')->online('shop', { max_chats => 100 });
my $eva  = $site->visitor(name => 'Eva');

# a visitor's conversations, newest activity first

my @chats = map { $eva->start_chat('shop') } 1 .. 7;

sub ids ($list) { return [ map { $_->{id} } @{ $list->{items} } ] }

my $all = $eva->must(GET => 'v1/conversations');
is_deeply(ids($all), [ reverse @chats ], 'newest first');
is($all->{next}, undef, 'there is no more');

$eva->say($chats[2], 'Den här igen');
is_deeply(ids($eva->must(GET => 'v1/conversations')),
    [ @chats[2, 6, 5, 4, 3, 1, 0] ], 'activity moves one up');

sub walk ($who, $route, $limit) {
    my ($after, @pages) = ('');

    while (@pages < 100) {
        my $page = $who->must(GET => $route
            . ($route =~ /\?/ ? '&' : '?') . "limit=$limit"
            . ($after eq '' ? '' : "&after=$after"));
        push @pages, $page;
        last if !defined $page->{next};
        $after = $page->{next};
    }

    return @pages;
}

for my $limit (1, 2, 3, 7, 200) {
    my @pages = walk($eva, 'v1/conversations', $limit);

    is_deeply([ map { @{ ids($_) } } @pages ], [ @chats[2, 6, 5, 4, 3, 1, 0] ],
        "pages of $limit: each comes once, in order");
    is(scalar grep({ @{ $_->{items} } > $limit } @pages), 0,
        "never more than $limit");
}

like($eva->must(GET => 'v1/conversations?limit=2')->{next},
    qr/^[A-Za-z0-9_-]+$/, 'next is opaque');

# messages: always oldest first

my $chat = $chats[0];
$eva->say($chat, "nr $_") for 1 .. 60;
my $messages = "v1/conversations/$chat/messages";

sub seqs ($list) { return [ map { $_->{seq} } @{ $list->{items} } ] }

is(scalar @{ $eva->must(GET => $messages)->{items} }, 50, 'fifty by default');
is_deeply(seqs($eva->must(GET => "$messages?after_seq=0&limit=5")),
    [ 1 .. 5 ], 'after_seq=0: from the start');
is_deeply(seqs($eva->must(GET => "$messages?after_seq=57")), [ 58 .. 60 ],
    'after_seq=57: to the end');
is_deeply(seqs($eva->must(GET => "$messages?after_seq=60")), [],
    'after the last: none');
is_deeply(seqs($eva->must(GET => "$messages?before_seq=61&limit=4")),
    [ 57 .. 60 ], 'before_seq: the newest ones, oldest first');
is_deeply(seqs($eva->must(GET => "$messages?before_seq=4")), [ 1 .. 3 ],
    'before_seq=4: the oldest');
is_deeply(seqs($eva->must(GET => "$messages?before_seq=1")), [],
    'before the first: none');
problem($eva->get("$messages?after_seq=1&before_seq=3"), 400, 'bad_value',
    'both at once are refused');

my @back;
my $before = 61;
while (@back < 100) {
    my $page = $eva->must(GET => "$messages?before_seq=$before&limit=7");
    last if !@{ $page->{items} };
    unshift @back, @{ seqs($page) };
    $before = $back[0];
}
is_deeply(\@back, [ 1 .. 60 ], 'backwards by sevens: all, once');

# many: whatever they are kept in, it has no edges

$eva->say($chat, "nr $_") for 61 .. 400;

for my $limit (1, 16, 127, 128, 129, 200) {
    my ($after, @forth) = (0);
    while (@forth <= 400) {
        my $page = seqs($eva->must(GET =>
            "$messages?after_seq=$after&limit=$limit"));
        last if !@$page || ($limit == 1 && $after > 300);
        push @forth, @$page;
        $after = $page->[-1];
    }
    is_deeply(\@forth, [ 1 .. @forth ], "forth by $limit");
    cmp_ok(scalar @forth, '>=', 300, "forth by $limit: all of them");
}

# long texts: a page ends before its limit, and none is left out

my $long = $eva->start_chat('shop');
my @sent = map { $eva->say($long, chr(1) x 16000 . $_)->{seq} } 1 .. 40;
my $texts = "v1/conversations/$long/messages";

my $first = $eva->must(GET => "$texts?after_seq=0&limit=200");
cmp_ok(scalar @{ $first->{items} }, '<', 40, 'long texts: a page is smaller');
ok($first->{next}, 'long texts: and says that there is more');
is_deeply([ map { @{ seqs($_) } } walk($eva, "$texts?after_seq=0", 200) ],
    \@sent, 'long texts: forth, each comes once');
is_deeply([ map { @{ seqs($_) } }
    reverse walk($eva, "$texts?before_seq=1000", 200) ], \@sent,
    'long texts: back, each comes once');
$eva->must(POST => "v1/conversations/$long/close");

my @others = map {
    my $who = $site->visitor;
    my $id  = $who->start_chat('shop');
    $who->say($id, chr(1) x 16000);
    $who->must(POST => "v1/conversations/$id/close");
    $id;
} 1 .. 10;
is_deeply([ map { @{ ids($_) } } walk($anna, 'v1/inbox?view=closed', 200) ],
    [ reverse($long, @others) ], 'long texts: an inbox, each comes once');

# the inbox

is_deeply(ids($anna->must(GET => 'v1/inbox?view=open')),
    [ @chats[0, 2, 6, 5, 4, 3, 1] ], 'S4.11: open, the latest active first');
is($anna->must(GET => 'v1/inbox?view=open')->{count}, 7, 'S4.11: with a count');

$eva->must(POST => "v1/conversations/$_/close") for @chats[4, 6];

is_deeply([ sort map { @{ ids($_) } }
    walk($anna, 'v1/inbox?view=closed', 200) ],
    [ sort $long, @others, @chats[4, 6] ], 'S4.13: closed');
is($anna->must(GET => 'v1/inbox?view=closed')->{count}, 13,
    'S4.13: with a count');
is_deeply(ids($anna->must(GET => 'v1/inbox?view=open')),
    [ @chats[0, 2, 5, 3, 1] ], 'S4.11: they are open no longer');
is_deeply([ map { @{ ids($_) } } walk($anna, 'v1/inbox?view=open', 2) ],
    [ @chats[0, 2, 5, 3, 1] ], 'S4.11: by twos');

$eva->say($chats[3], 'hej');
is(ids($anna->must(GET => 'v1/inbox?view=open'))->[0], $chats[3],
    'S4.11: a message moves one up at once');

problem($anna->get('v1/inbox?view=none'), 400, 'bad_value',
    'a view that is none');

# an agent who may not choose a flow does not see what comes to it

my $bo = $site->agent('bo');
$root->must(PATCH => 'v1/flows/shop', { agents => [ $anna->id ] });
is_deeply(ids($bo->must(GET => 'v1/inbox?view=open')), [],
    'of another\'s flow nothing is seen');
is(scalar @{ $anna->must(GET => 'v1/inbox?view=open')->{items} }, 5,
    'the flow\'s own agent sees all');

# a cursor belongs to its list

my $next = $eva->must(GET => 'v1/conversations?limit=1')->{next};
problem($eva->get("v1/conversations?after=${next}x"), 400, 'bad_value',
    'a cursor that was tampered with');

done_testing;
