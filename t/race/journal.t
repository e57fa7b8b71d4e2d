#!/usr/bin/perl

# The checker of the journal itself: a good history has nothing wrong in it,
# and each bad one is found.

use FindBin;
use lib "$FindBin::Bin/../lib";
use Kundo::Test;
use Kundo::Journal;

my $cursor = 0;

sub event ($type, $chat, $data) {
    return { type => $type, conversation => $chat, data => $data,
        cursor => 'k' . ++$cursor };
}

sub is_now ($type, $chat, $status, $agent = undef, %more) {
    return event("conversation.$type", $chat, { status => $status,
        flow => 'shop', left_message => false,
        agent => $agent && { id => $agent }, %more });
}

sub opened ($chat, @is)   { return is_now('opened', $chat, @is) }
sub assigned ($chat, @is) { return is_now('assigned', $chat, 'open', @is) }
sub closed ($chat, @is)   { return is_now('closed', $chat, 'closed', @is) }
sub updated ($chat, @is)  { return is_now('updated', $chat, @is) }
sub reopened ($chat, @is) { return is_now('reopened', $chat, @is) }

sub state_of ($agent, $state) {
    return event('presence.changed', undef,
        { agent => $agent, state => $state });
}

sub queued ($chat) {
    return event('conversation.queued', $chat, { position => 1 });
}

sub moved ($chat, $from, $to, %more) {
    return event('conversation.transferred', $chat,
        { from => { agent => $from, flow => 'shop' },
          to => { agent => $to, flow => 'shop' },
          automatic => $more{automatic} ? true : false });
}

sub said ($chat, $seq) {
    return event('message.created', $chat, { seq => $seq });
}

sub journal (@events) {
    return Kundo::Journal->new(max => { anna => 2, bo => 1 })->read(@events);
}

my @begin = map { state_of($_, 'online') } qw(anna bo);
my @one   = (@begin, opened('c1', 'open', 'anna'), assigned('c1', 'anna'));
my @two   = (@one, opened('c2', 'open', 'anna'), assigned('c2', 'anna'));
my @wait  = (@two, map { (opened($_, 'queued'), queued($_)) } qw(c3 c4));

sub good ($title, @events) {
    is_deeply([ journal(@events)->wrong ], [], "nothing is wrong when $title");
}

sub bad ($title, $pattern, @events) {
    my @wrong = journal(@events)->wrong;

    ok(@wrong == 1 && $wrong[0] =~ $pattern, "found: $title")
        or diag(join "\n", @wrong);
}

good('chats begin and end', @two, said('c1', 1), said('c1', 2),
    closed('c1', 'anna'), opened('c3', 'open', 'anna'),
    assigned('c3', 'anna'));
good('a queue is served in its order', @wait, closed('c1', 'anna'),
    assigned('c3', 'anna'), closed('c2', 'anna'), assigned('c4', 'anna'));
good('who waits ends', @wait, closed('c3'), closed('c1', 'anna'),
    assigned('c4', 'anna'));
good('a chat is transferred', @one, moved('c1', 'anna', 'bo'),
    assigned('c1', 'bo'));
good('it goes on by itself', @one, moved('c1', 'anna', 'bo', automatic => 1),
    assigned('c1', 'bo'));
good('an agent is gone', @one, state_of('anna', 'offline'),
    assigned('c1', 'bo'));
good('an agent is gone, and nobody has room', @one,
    state_of('anna', 'offline'), queued('c1'));
good('nobody is there any more', @one, state_of('anna', 'offline'),
    updated('c1', 'open', undef, left_message => true));
good('it goes on after its end', @one, closed('c1', 'anna'),
    reopened('c1', 'open', 'anna'), assigned('c1', 'anna'));
good('busy takes no chat away', @one, state_of('anna', 'busy'),
    updated('c1', 'open', 'anna'), closed('c1', 'anna'));
good('she comes back', @one, state_of('anna', 'busy'),
    state_of('anna', 'online'), opened('c2', 'open', 'anna'));

bad('S2.4: one more than the maximum', qr/anna has 3 chats, at most 2/,
    @two, opened('c3', 'open', 'anna'));
bad('S2.4: a place that is given twice', qr/anna has 3 chats/, @wait,
    closed('c1', 'anna'), assigned('c3', 'anna'), assigned('c4', 'anna'));
bad('D4: a transfer to who is full', qr/bo has 2 chats/, @one,
    opened('c2', 'open', 'bo'), moved('c1', 'anna', 'bo'));
bad('S2.3: a new chat for who is busy', qr/comes to anna, who is busy/,
    @one, state_of('anna', 'busy'), opened('c2', 'open', 'anna'));
bad('S2.3: one from the queue for who is busy', qr/anna, who is busy/,
    @wait, state_of('anna', 'busy'), closed('c1', 'anna'),
    assigned('c3', 'anna'));
bad('S2.3: a transfer to who is busy', qr/bo, who is busy/, @one,
    state_of('bo', 'busy'), moved('c1', 'anna', 'bo'));
bad('S2.6: one that goes on to who is busy', qr/bo, who is busy/, @one,
    state_of('bo', 'busy'), moved('c1', 'anna', 'bo', automatic => 1));
bad('D3: a chat for who is gone', qr/bo, who is offline/, @one,
    state_of('bo', 'offline'), moved('c1', 'anna', 'bo'));
bad('a chat that changes hands by nothing', qr/by no transfer/, @one,
    assigned('c1', 'bo'));
bad('a chat that changes hands in passing', qr/is with bo, was with anna/,
    @one, updated('c1', 'open', 'bo'));
bad('a transfer from one who has it not', qr/comes from bo, was with anna/,
    @one, moved('c1', 'bo', 'anna'));
bad('two transfers of the same chat from one agent', qr/was with bo/, @one,
    moved('c1', 'anna', 'bo'), assigned('c1', 'bo'),
    moved('c1', 'anna', 'bo'));
bad('a transfer of a closed one', qr/goes on, but is closed/, @one,
    closed('c1', 'anna'), moved('c1', 'anna', 'bo'));
bad('a chat that ends twice', qr/closed twice/, @one, closed('c1', 'anna'),
    closed('c1', 'anna'));
bad('a closed one that is given on', qr/goes on, but is closed/, @one,
    closed('c1', 'anna'), assigned('c1', 'anna'));
bad('a chat that is taken from who is there', qr/taken from anna/, @one,
    queued('c1'));
bad('D2: who is overtaken in the queue', qr/not the first in its queue/,
    @wait, closed('c1', 'anna'), assigned('c4', 'anna'));
bad('a chat that never began', qr/c1 was never opened/, @begin,
    assigned('c1', 'anna'));
bad('a chat that begins twice', qr/opened twice/, @one,
    opened('c1', 'open', 'anna'));
bad('one that opens again without an end', qr/was not closed/, @one,
    reopened('c1', 'open', 'anna'));
bad('a message that is left out', qr/message 3 after 1/, @one, said('c1', 1),
    said('c1', 3));
bad('a message that comes twice', qr/message 1 after 1/, @one,
    said('c1', 1), said('c1', 1));
bad('an event that comes twice', qr/it comes twice/, @one,
    { %{ updated('c1', 'open', 'anna') }, cursor => $one[-1]{cursor} });
bad('a stream that has lost its place', qr/left out/, @one,
    event('reset', undef, {}));

# what is counted

my $journal = journal(@two, state_of('anna', 'busy'),
    moved('c2', 'anna', 'bo', automatic => 1), assigned('c2', 'bo'),
    state_of('anna', 'online'), moved('c2', 'bo', 'anna'),
    closed('c1', 'anna'), state_of('anna', 'busy'));

is_deeply([ $journal->wrong ], [], 'to be counted');
is($journal->starts, 2, 'the chats');
is(scalar $journal->transfers(0), 1, 'the transfers by hand');
is(scalar $journal->moved('c2', 1), 1, 'and those by itself');
is_deeply($journal->busy, { anna => [2, 1] }, 'how many she had when busy');
is_deeply($journal->peak, { anna => 2, bo => 1 }, 'and how many at most');

# another's stream

my @all = @{ $journal->events };

sub differs ($title, $pattern, @events) {
    my @wrong = $journal->differs('bo', @events);

    ok(@wrong == 1 && $wrong[0] =~ $pattern, "found: $title")
        or diag(join "\n", @wrong);
}

is_deeply([ $journal->differs('bo', @all) ], [], 'the same stream');
is_deeply([ $journal->differs('bo', @all[0, 1, 7 .. $#all]) ], [],
    'nor must one hear of what does not concern it');
differs('a transfer that has not come', qr/transferred, has not come/,
    @all[0 .. 6], @all[8 .. $#all]);
differs('a chat that has not come', qr/assigned, has not come/,
    @all[0 .. 7], @all[9 .. $#all]);
differs('two in another order', qr/out of order/, @all[0 .. 2, 4, 3],
    @all[5 .. $#all]);
differs('one that says another thing', qr/another conversation.transferred/,
    @all[0 .. 6], { %{ moved('c2', 'anna', 'bo') },
        cursor => $all[7]{cursor} }, @all[8 .. $#all]);
differs('one of its own', qr/a presence.changed that nobody else has/,
    @all[0 .. 7], state_of('bo', 'busy'), @all[8 .. $#all]);

done_testing;
