package Kundo::Journal;

# The journal as the stream of one who sees everything tells it, from the
# first event on, and what must hold at each event of it: nobody has more
# chats than the maximum, none comes to who is not online, each is with one
# agent at any time and goes to another only by a transfer or because that
# one is gone, the queue is first in, first out, no message is left out.
#
#     my $journal = Kundo::Journal->new(max => { $anna->id => 2 });
#     $journal->read(@events);
#     is_deeply([ $journal->wrong ], [], 'S2.3, S2.4: ...');

use Mojo::Base -base, -signatures;

has max   => sub { {} };    # of an agent: the most that it ever allows
has chats => sub { {} };    # chat => { status, agent, flow, left, seq }
has state => sub { {} };    # of an agent
has live  => sub { {} };    # of an agent: chat => 1
has queue => sub { {} };    # of a flow: [ chats ]
has moves => sub { {} };    # chat => [ data of each transfer ]
has busy  => sub { {} };    # of an agent: its chats at each time it set busy
has peak  => sub { {} };    # of an agent: the most it has had
has events  => sub { [] };
has places  => sub { {} };  # cursor => index in events
has starts  => 0;
has found   => sub { [] };

my %HANDLERS = (
    'conversation.opened'      => '_opened',
    'conversation.assigned'    => '_assigned',
    'conversation.reopened'    => '_reopened',
    'conversation.closed'      => '_closed',
    'conversation.updated'     => '_updated',
    'conversation.queued'      => '_queued',
    'conversation.transferred' => '_transferred',
    'message.created'          => '_message',
    'presence.changed'         => '_presence',
);


sub read ($self, @events) {
    $self->_event($_) for @events;
    return $self;
}


sub wrong ($self) { return @{ $self->found } }


sub _wrong ($self, $event, $text) {
    push @{ $self->found }, sprintf 'event %d, %s: %s',
        scalar @{ $self->events }, $event->{type}, $text;
}


sub _event ($self, $event) {
    my $cursor = $event->{cursor};

    return if !defined $cursor || $event->{type} eq 'hello';

    push @{ $self->events }, $event;
    $self->_wrong($event, 'it comes twice')
        if defined $self->places->{$cursor};
    $self->places->{$cursor} = $#{ $self->events };
    $self->_wrong($event, 'events are left out')
        if $event->{type} eq 'reset';

    my $handler = $HANDLERS{ $event->{type} } or return;
    my $id      = $event->{conversation};
    my $chat    = defined $id ? $self->chats->{$id} : undef;

    return $self->_wrong($event, "$id was never opened")
        if defined $id && !$chat && $handler ne '_opened';

    $self->$handler($event, $event->{data}, $id, $chat);
}


sub _opened ($self, $event, $data, $id, $chat) {
    return $self->_wrong($event, "$id is opened twice") if $chat;

    $self->starts($self->starts + 1);
    $self->chats->{$id} = { status => '', agent => '', flow => '',
        left => 0, seq => 0 };
    $self->_stands($event, $id, $data);
}


sub _reopened ($self, $event, $data, $id, $chat) {
    $self->_wrong($event, "$id was not closed") if $chat->{status} ne 'closed';
    $self->_stands($event, $id, $data);
}


# From the queue in its turn; from another agent only when that one is gone,
# for a transfer has said before whom it goes to.

sub _assigned ($self, $event, $data, $id, $chat) {
    my $from = $chat->{agent};
    my $to   = ($data->{agent} // {})->{id} // '';

    $self->_wrong($event, "$id goes on, but is closed")
        if $chat->{status} eq 'closed';
    $self->_wrong($event, "$id goes from $from to $to by no transfer")
        if $from ne '' && $from ne $to && !$chat->{left}
            && ($self->state->{$from} // '') ne 'offline';
    $self->_wrong($event, "$id is not the first in its queue")
        if $chat->{status} eq 'queued'
            && $self->queue->{ $chat->{flow} }[0] ne $id;

    $self->_stands($event, $id, $data);
}


sub _closed ($self, $event, $data, $id, $chat) {
    $self->_wrong($event, "$id is closed twice")
        if $chat->{status} eq 'closed';
    $self->_stands($event, $id, $data);
}


# What is said of a chat besides: its agent is the one that it has, or none
# when nobody is there any more (D2).

sub _updated ($self, $event, $data, $id, $chat) {
    my $to = ($data->{agent} // {})->{id} // '';

    $self->_wrong($event, "$id is with $to, was with $chat->{agent}")
        if $to ne $chat->{agent} && !$data->{left_message};
    $self->_wrong($event, "$id is $data->{status}, was $chat->{status}")
        if $data->{status} ne $chat->{status} && !$data->{left_message};

    $self->_stands($event, $id, $data);
}


sub _queued ($self, $event, $data, $id, $chat) {
    $self->_wrong($event, "$id is taken from $chat->{agent}, who is there")
        if $chat->{agent} ne '' && !$chat->{left}
            && ($self->state->{ $chat->{agent} } // '') ne 'offline';

    $self->_stands($event, $id, { status => 'queued', agent => undef,
        flow => $chat->{flow} });
}


sub _transferred ($self, $event, $data, $id, $chat) {
    my ($from, $to) = @$data{qw(from to)};

    push @{ $self->moves->{$id} }, $data;

    $self->_wrong($event, "$id goes on, but is closed")
        if $chat->{status} eq 'closed';
    $self->_wrong($event, "$id comes from " . ($from->{agent} // 'nobody')
        . ', was with ' . ($chat->{agent} || 'nobody'))
        if ($from->{agent} // '') ne $chat->{agent};
    $self->_wrong($event, "$id comes from $from->{flow}, was in $chat->{flow}")
        if $from->{flow} ne $chat->{flow};
    $self->_wrong($event, "$id goes to nobody") if !defined $to->{agent};

    $self->_stands($event, $id, { status => 'open', flow => $to->{flow},
        agent => { id => $to->{agent} }, left_message => $chat->{left} });
}


sub _message ($self, $event, $data, $id, $chat) {
    $self->_wrong($event, "$id: message $data->{seq} after $chat->{seq}")
        if $data->{seq} != $chat->{seq} + 1;
    $chat->{seq} = $data->{seq};
}


sub _presence ($self, $event, $data, @) {
    my ($agent, $state) = @$data{qw(agent state)};

    push @{ $self->busy->{$agent} }, $self->live_count($agent)
        if $state eq 'busy';
    $self->state->{$agent} = $state;
}


sub live_count ($self, $agent) {
    return scalar keys %{ $self->live->{$agent} // {} };
}


# A chat as the event leaves it; who has got it just now must be able to.

sub _stands ($self, $event, $id, $data) {
    my $chat = $self->chats->{$id};
    my $was  = $chat->{live} // '';
    my $flow = $chat->{flow};

    $chat->{status} = $data->{status};
    $chat->{agent}  = ($data->{agent} // {})->{id} // '';
    $chat->{flow}   = $data->{flow};
    $chat->{left}   = $data->{left_message} ? 1 : 0;
    $chat->{live}   = $chat->{status} eq 'open' && !$chat->{left}
        ? $chat->{agent} : '';

    $self->_waits($id, $flow, $chat);

    return if $chat->{live} eq $was;

    delete $self->live->{$was}{$id} if $was ne '';
    $self->_takes($event, $id, $chat->{live}) if $chat->{live} ne '';
}


sub _waits ($self, $id, $flow, $chat) {
    my $old = $self->queue->{$flow} // [];

    if ($chat->{status} ne 'queued' || $chat->{flow} ne $flow) {
        @$old = grep { $_ ne $id } @$old;
    }

    if ($chat->{status} eq 'queued') {
        my $queue = $self->queue->{ $chat->{flow} } //= [];
        push @$queue, $id if !grep { $_ eq $id } @$queue;
    }
}


sub _takes ($self, $event, $id, $agent) {
    my $state = $self->state->{$agent} // 'offline';
    my $max   = $self->max->{$agent};

    $self->live->{$agent}{$id} = 1;

    my $n = $self->live_count($agent);

    $self->peak->{$agent} = $n if $n > ($self->peak->{$agent} // 0);
    $self->_wrong($event, "$id comes to $agent, who is $state")
        if $state ne 'online';
    $self->_wrong($event, "$agent has $n chats, at most $max")
        if defined $max && $n > $max;
}


# The transfers of a chat by itself, or by hand.

sub moved ($self, $id, $automatic) {
    return grep { !$_->{automatic} == !$automatic }
        @{ $self->moves->{$id} // [] };
}


sub transfers ($self, $automatic) {
    return map { $self->moved($_, $automatic) } keys %{ $self->moves };
}


# What another's stream has told differently: words, or none.  Each of its
# events is one of the journal, in its order, and says the same; between its
# first and its last one it has all in which that agent gets or loses a chat.

sub differs ($self, $agent, @events) {
    my ($last, $first, %has, @wrong) = (-1);

    for my $event (grep { defined $_->{cursor} && $_->{type} ne 'hello' }
        @events)
    {
        my $at = $self->places->{ $event->{cursor} };

        if (!defined $at) {
            push @wrong, "a $event->{type} that nobody else has";
            next;
        }

        push @wrong, "a $event->{type} out of order" if $at <= $last;
        push @wrong, "another $event->{type}"
            if _said($event) ne _said($self->events->[$at]);
        $has{$at} = 1;
        $first //= $at;
        $last = $at;
    }

    return @wrong if !defined $first;

    for my $at ($first .. $last) {
        my $event = $self->events->[$at];
        push @wrong, "event $at, $event->{type}, has not come"
            if !$has{$at} && _concerns($event, $agent);
    }

    return @wrong;
}


# What does not depend on who reads it, nor on when.

sub _said ($event) {
    my $data = $event->{data} // {};

    return join ' ', $event->{type}, $event->{conversation} // '',
        map { defined $_ ? ref $_ ? Mojo::JSON::encode_json($_) : $_ : '-' }
        $data->{status}, ($data->{agent} && ref $data->{agent}
            ? $data->{agent}{id} : $data->{agent}),
        @$data{qw(seq from to automatic state)};
}


sub _concerns ($event, $agent) {
    my $data = $event->{data} // {};

    return 0 if $event->{type} !~ /^conversation\./;

    return grep { defined && $_ eq $agent }
        ref $data->{agent} ? $data->{agent}{id} : undef,
        map { ($data->{$_} // {})->{agent} } qw(from to);
}


require Mojo::JSON;

1;
