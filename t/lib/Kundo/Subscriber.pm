package Kundo::Subscriber;

# One who listens, and whenever the line breaks goes on after the last
# cursor.

use Mojo::Base -base, -signatures;

use Mojo::IOLoop;

use Kundo::Sse;
use Kundo::Stream;

has 'person';
has kind     => 'ws';           # or sse
has chats    => undef;          # which it hears; undef: all
has events   => sub { [] };
has breaks   => sub { [] };     # [code, reason] of each
has running  => 0;
has 'since';
has '_stream';
has worker   => 0;


# A first hello before it counts.

sub start ($self) {
    $self->running(1);
    $self->_open;
    Kundo::Test::wait_until(sub { defined $self->since })
        or die 'a subscriber has got no hello';

    return $self;
}


sub stop ($self) {
    $self->running(0);
    $self->_stream->drop if $self->_stream;
}


# The stream while it is open.

sub stream ($self) {
    return $self->_stream && $self->_stream->is_open ? $self->_stream : undef;
}


sub _open ($self) {
    my $class = $self->kind eq 'sse' ? 'Kundo::Sse' : 'Kundo::Stream';
    my %opt   = (since => $self->since);

    $class->open_p($self->person, $self->person->_stream_url(\%opt),
        with => {
            on_event  => sub ($event) { $self->_event($event) },
            on_closed => sub ($stream) {
                push @{ $self->breaks }, $stream->closed;
                $self->_retry;
            },
        })->then(sub ($stream) {
            $self->_stream($stream);
            return $self->worker($stream->worker) if $stream->is_open;
            $self->_retry if !$stream->closed;
        });
}


sub _retry ($self) {
    return if !$self->running;
    Mojo::IOLoop->timer(0.02 => sub { $self->_open if $self->running });
}


sub _event ($self, $event) {
    $self->since($event->{cursor}) if defined $event->{cursor};
    push @{ $self->events }, $event;
}


sub hears ($self, $chat) { return !$self->chats || $self->chats->{$chat} }


sub _seqs ($self) {
    my %seen;

    $seen{ $_->{conversation} }{ $_->{data}{seq} }++
        for grep { $_->{type} eq 'message.created' } @{ $self->events };

    return \%seen;
}


# What is wrong when for each chat the messages 1 .. last should have come.

sub compare ($self, $last) {
    my (@wrong, $seen);

    Kundo::Test::wait_until(sub {
        $seen = $self->_seqs;
        return !grep { keys %{ $seen->{$_} // {} } < $last->{$_} } keys %$last;
    });

    for my $chat (keys %$last) {
        for my $seq (1 .. $last->{$chat}) {
            my $n = $seen->{$chat}{$seq} // 0;
            push @wrong, "$chat: event of message $seq came $n times"
                if $n != 1;
        }
    }

    for my $chat (grep { !$self->hears($_) } keys %$seen) {
        push @wrong, "$chat is not for this one";
    }

    my %cursor;
    push @wrong, map { "cursor of $_->{type} came twice" }
        grep { defined $_->{cursor} && $cursor{ $_->{cursor} }++ }
        @{ $self->events };
    push @wrong, map { "a $_->{type} came" }
        grep { $_->{type} eq 'reset' } @{ $self->events };

    return map { $self->kind . " on " . $self->worker . ": $_" } @wrong;
}


1;
