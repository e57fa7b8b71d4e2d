package Kundo::Sse;

# A client of v1/stream over server-sent events.

use Mojo::Base 'Kundo::Events', -signatures;

use Mojo::JSON qw(decode_json);
use Mojo::Promise;

has 'tx';
has rest     => '';
has ids      => sub { [] };     # of the `id:` lines, in order
has comments => 0;
has body     => '';             # of a refusal


sub open_p ($class, $person, $url, %opt) {
    my $self = $class->new(person => $person, %{ $opt{with} // {} });
    my $done = Mojo::Promise->new;
    my $all  = $person->all_headers({
        Accept => 'text/event-stream',
        defined $opt{last_event_id}
            ? ('Last-Event-ID' => $opt{last_event_id}) : (),
        %{ $opt{headers} // {} } });

    my $tx = $person->stream_ua->build_tx(GET => $url => $all);
    $self->tx($tx);

    my $begin = sub {
        return if $self->status;
        my $res = $tx->res;
        $self->status($res->code // 0)->headers($res->headers)
            ->worker($res->headers->header('X-Worker') // 0)
            ->is_open(($res->code // 0) == 200 ? 1 : 0);
        $done->resolve($self) if $self->is_open;
    };

    $tx->res->content->on(body => $begin);
    $tx->res->content->unsubscribe('read')->on(read => sub ($c, $bytes) {
        $begin->();
        $self->is_open ? $self->_read($bytes)
            : $self->body($self->body . $bytes);
    });

    $person->stream_ua->start_p($tx)->then(
        sub ($tx) { $begin->(); $self->_over('') },
        sub ($err) { $self->_over($err) })
        ->then(sub { $done->resolve($self) });

    return $done;
}


sub _over ($self, $err) {
    $self->error($err)->over(0, $err);
}


sub _read ($self, $bytes) {
    my $text = $self->rest . $bytes;

    while ($text =~ s/^(.*?)\r?\n\r?\n//s) {
        $self->_block($1);
    }

    $self->rest($text);
}


sub _block ($self, $block) {
    my ($id, $type, @data);

    for my $line (split /\r?\n/, $block) {
        if ($line =~ /^:/) {
            $self->comments($self->comments + 1);

        } elsif ($line =~ /^(\w+): ?(.*)$/) {
            $id   = $2 if $1 eq 'id';
            $type = $2 if $1 eq 'event';
            push @data, $2 if $1 eq 'data';
        }
    }

    return if !@data;

    my $event = decode_json(join "\n", @data);
    $event->{sse_id}   = $id;
    $event->{sse_type} = $type;
    $self->add($event);
    push @{ $self->ids }, $id if defined $id;
}


sub last_id ($self) { return $self->ids->[-1] }


sub drop ($self) {
    return if !$self->is_open;

    my $stream = Mojo::IOLoop->stream($self->tx->connection);

    $stream->close if $stream;
    $self->wait_closed;
}


sub close ($self) { return $self->drop }


1;
