package Kundo::Load;

# Load with a memory: talkers who write and write again (with the same cid)
# until they are answered, subscribers who resume whenever they are cut off,
# and afterwards the question whether all that was acknowledged is there
# once, and whether each subscriber has each event once.

use Mojo::Base -base, -signatures;

use Mojo::IOLoop;
use Test::More ();

use Kundo::Subscriber;
use Kundo::Talker;

has 'site';
has flow        => 'shop';
has talkers     => sub { [] };
has subscribers => sub { [] };


# A visitor with a chat of her own.

sub add_talker ($self, %opt) {
    my $who    = $self->site->visitor(name => 'Talker');
    my $talker = Kundo::Talker->new(person => $who,
        chat => $who->start_chat($self->flow), %opt);

    $who->keep_alive(1) if $talker->keep_alive;
    push @{ $self->talkers }, $talker;

    return $talker;
}


sub add_subscriber ($self, $person, %opt) {
    my $subscriber = Kundo::Subscriber->new(person => $person, %opt);

    push @{ $self->subscribers }, $subscriber->start;

    return $subscriber;
}


sub start ($self) {
    $_->start for @{ $self->talkers };
    return $self;
}


sub acked ($self) {
    my $n = 0;
    $n += $_->acked for @{ $self->talkers };
    return $n;
}


# Until so many more are acknowledged.

sub more ($self, $n) {
    my $end = $self->acked + $n;
    return Kundo::Test::wait_until(sub { $self->acked >= $end });
}


# All in flight is answered, however often it has to be sent.

sub finish ($self) {
    $_->stop for @{ $self->talkers };
    return Kundo::Test::wait_until(sub {
        !grep { $_->flying } @{ $self->talkers } });
}


# What went wrong but for what the fault explains: a list of words.

sub failures ($self, $kind = 'failed') {
    return map { @{ $_->$kind } } @{ $self->talkers };
}


# As tests: everything acknowledged stands once, seq has no gap.

sub verify_store ($self, $title) {
    my @wrong = map { $_->compare([ $_->person->messages($_->chat) ]) }
        @{ $self->talkers };

    Test::More::is(scalar @wrong, 0, "$title: all "
        . $self->acked . ' acknowledged messages are there once, '
        . 'seq without gaps')
        or Test::More::diag(join "\n",
            @wrong[0 .. ($#wrong > 20 ? 20 : $#wrong)]);
}


# As tests: each subscriber has each message of its chats once.

sub verify_events ($self, $title) {
    my %last = map {
        $_->chat => ($_->person->conversation($_->chat)->{last_seq})
    } @{ $self->talkers };
    my @wrong;

    for my $subscriber (@{ $self->subscribers }) {
        my %want = map { $_ => $last{$_} }
            grep { $subscriber->hears($_) } keys %last;
        push @wrong, $subscriber->compare(\%want);
    }

    my $breaks = 0;
    $breaks += @{ $_->breaks } for @{ $self->subscribers };

    Test::More::is(scalar @wrong, 0, "$title: each of "
        . @{ $self->subscribers } . " subscribers ($breaks breaks) has each "
        . 'event once')
        or Test::More::diag(join "\n",
            @wrong[0 .. ($#wrong > 20 ? 20 : $#wrong)]);
}


sub close ($self) { $_->stop for @{ $self->subscribers } }


1;
