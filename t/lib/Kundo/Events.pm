package Kundo::Events;

# Events as they come in, and waiting for them.  `expect` goes forward: it
# starts after the last event that was found.

use Mojo::Base -base, -signatures;

use Test::More ();

has events => sub { [] };       # all, in the order of arrival
has at     => 0;                # what was found lies before
has [qw(person worker)];
has status  => 0;
has error   => '';
has headers => undef;
has is_open => 0;
has closed  => undef;           # [code, reason] once it is over
has hello   => undef;
has on_event  => sub { sub ($event) { } };
has on_closed => sub { sub ($self) { } };


sub add ($self, $event) {
    push @{ $self->events }, $event;
    $self->on_event->($event);
}


sub over ($self, @why) {
    $self->is_open(0)->closed([@why]);
    $self->on_closed->($self);
}


sub header ($self, $name) {
    return $self->headers && $self->headers->header($name);
}


# The cursor to resume from: of the last event that has one.

sub cursor ($self) {
    my ($last) = grep { defined $_->{cursor} } reverse @{ $self->events };
    return $last && $last->{cursor};
}


# Does an event match: a type, a sub, or fields, nested ones by a path
# ('data.seq' => 3).

sub matches ($event, $want) {
    return $event->{type} eq $want if !ref $want;
    return $want->($event) if ref $want eq 'CODE';

    for my $path (keys %$want) {
        my $value = $event;
        $value = ref $value eq 'HASH' ? $value->{$_} : undef
            for split /\./, $path;
        my $ok = defined $want->{$path}
            ? defined $value && $value eq $want->{$path} : !defined $value;
        return 0 if !$ok;
    }

    return 1;
}


sub all ($self, $want) {
    return grep { matches($_, $want) } @{ $self->events };
}


# The next event that matches, or undef after the timeout or the close.

sub wait_for ($self, $want, $timeout = $Kundo::Test::TIMEOUT) {
    my ($from, $found) = ($self->at);

    Kundo::Test::wait_until(sub {
        for (; $from < @{ $self->events }; $from++) {
            next if !matches($self->events->[$from], $want);
            $found = $self->events->[$from];
            $self->at($from + 1);
            return 1;
        }
        return defined $self->closed;
    }, $timeout);

    return $found;
}


# The same as a test; an empty event where there is none.

sub expect ($self, $want, $title) {
    local $Test::Builder::Level = $Test::Builder::Level + 1;

    my $event = $self->wait_for($want);
    Test::More::ok($event, $title) or Test::More::diag($self->story);

    return $event // {};
}


sub expect_hello ($self) {
    my $hello = $self->wait_for('hello') or die "no hello\n" . $self->story;

    return $self->hello($hello);
}


sub wait_closed ($self) {
    Kundo::Test::wait_until(sub { $self->closed });
    return $self->closed;
}


# What has come, for a test that failed.

sub story ($self) {
    my @lines = map {
        sprintf '  %s %s %s', $_->{type}, $_->{conversation} // '-',
            Mojo::JSON::to_json($_->{data} // {})
    } @{ $self->events };

    push @lines, '  closed: ' . join ' ', map { $_ // '' } @{ $self->closed }
        if $self->closed;

    return "events so far:\n" . join "\n", @lines;
}


1;
