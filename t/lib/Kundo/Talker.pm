package Kundo::Talker;

# One who writes message after message into one chat, each with a cid that
# stays the same until it is answered.

use Mojo::Base -base, -signatures;

use Mojo::IOLoop;

has [qw(person chat)];
has keep_alive => 0;            # over one connection for as long as it lives
has over       => 'http';       # or the stream of a subscriber
has subscriber => undef;
has width      => 1;            # in flight at once
has pause      => 0;            # seconds between two
has size       => 0;            # bytes of filling
has sent       => sub { {} };   # cid => text
has acks       => sub { {} };   # cid => message
has marks      => sub { {} };   # cid => what `mark` said at its answer
has mark       => sub { sub { 0 } };
has failed     => sub { [] };   # failures that a client should not see
has retried    => sub { [] };   # a kept-alive connection that was closed
has refused    => sub { [] };   # 503
has flying     => 0;
has running    => 0;
has number     => 0;


sub acked ($self) { return scalar keys %{ $self->acks } }


sub start ($self) {
    $self->running(1);
    $self->_next for $self->flying + 1 .. $self->width;
    return $self;
}


sub stop ($self) { return $self->running(0) }


sub _next ($self) {
    return if !$self->running;

    my $n    = $self->number($self->number + 1)->number;
    my $cid  = "t$n";
    my $text = "number $n of " . $self->chat . ' ' . 'x' x $self->size;

    $self->sent->{$cid} = $text;
    $self->flying($self->flying + 1);
    $self->_send($cid);
}


sub _send ($self, $cid) {
    my $body = { cid => $cid, text => $self->sent->{$cid} };
    my $path = 'v1/conversations/' . $self->chat . '/messages';

    if ($self->over eq 'stream') {
        return $self->_again($cid) if !$self->subscriber->stream;
        return $self->subscriber->stream->request_p(POST => $path, $body)
            ->then(sub ($answer) { $self->_answer($cid, $answer, 1) });
    }

    my $person = $self->person;
    my $tx     = $person->ua->build_tx(
        POST => $person->server->origin . $person->prefix . $path,
        $person->all_headers, json => $body);

    $person->ua->start($tx => sub ($ua, $tx) {
        my $res = $tx->res;
        $self->_answer($cid, Kundo::Answer->new(
            status => $res->code // 0, headers => $res->headers,
            bytes => $res->body,
            error => ($tx->error // {})->{message} // ''),
            $tx->kept_alive);
    });
}


# A connection that was kept alive may be closed between two requests; a
# new one may not.

sub _answer ($self, $cid, $answer, $kept) {
    if ($answer->status == 201 || $answer->status == 200) {
        $self->acks->{$cid}  = $answer->json;
        $self->marks->{$cid} = $self->mark->();
        $self->flying($self->flying - 1);
        return $self->_next if !$self->pause;
        return Mojo::IOLoop->timer($self->pause => sub { $self->_next });
    }

    my $what = $answer->status ? $answer->status . ' ' . $answer->code
        : $answer->error;

    push @{ $answer->status == 503 ? $self->refused
        : !$answer->status && $kept ? $self->retried : $self->failed }, $what;

    $self->_again($cid);
}


sub _again ($self, $cid) {
    Mojo::IOLoop->timer(0.02 => sub { $self->_send($cid) });
}


# What is wrong with the messages that stand: words, or none.  `due` says
# for which of the acknowledged ones the store has to answer.

sub compare ($self, $messages, $due = sub ($cid) { 1 }) {
    my (@wrong, %count);
    my $seq = 0;

    for my $message (@$messages) {
        my ($cid, $text) = @$message{qw(cid text)};

        push @wrong, "seq $message->{seq} after $seq"
            if $message->{seq} != ++$seq;
        $seq = $message->{seq};
        push @wrong, "$cid stands twice" if $count{$cid}++;
        push @wrong, "$cid was never sent" if !exists $self->sent->{$cid};
        push @wrong, "$cid has another text"
            if ($self->sent->{$cid} // '') ne $text;

        my $ack = $self->acks->{$cid};
        push @wrong, "$cid was acknowledged as $ack->{seq}, is $message->{seq}"
            if $ack && $ack->{seq} != $message->{seq};
    }

    for my $cid (sort grep { $due->($_) } keys %{ $self->acks }) {
        push @wrong, "$cid was acknowledged and is lost" if !$count{$cid};
    }

    return map { $self->chat . ": $_" } @wrong;
}


1;
