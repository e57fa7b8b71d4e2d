package Kundo::Stream;

# A client of v1/stream over WebSocket: events in, requests by ref.

use Mojo::Base 'Kundo::Events', -signatures;

use Mojo::JSON qw(decode_json encode_json);
use Mojo::Promise;

has 'tx';
has pending => sub { {} };      # ref => promise
has last_ref => 0;


# A promise of a stream, open or refused (status says why).

sub open_p ($class, $person, $url, %opt) {
    my $self = $class->new(person => $person, %{ $opt{with} // {} });
    my $done = Mojo::Promise->new;

    $url =~ s/^http/ws/;

    $person->stream_ua->websocket($url,
        $person->all_headers($opt{headers} // {}),
        $opt{protocols} // (),
        sub ($ua, $tx) {
            $self->tx($tx)->status($tx->res->code // 0)
                ->headers($tx->res->headers)
                ->worker($tx->res->headers->header('X-Worker') // 0);

            if (!$tx->is_websocket) {
                $self->error($tx->error ? $tx->error->{message} : '');
                return $done->resolve($self);
            }

            $tx->max_websocket_size(1 << 20);
            $tx->on(text => sub ($tx, $bytes) { $self->_message($bytes) });
            $tx->on(finish => sub ($tx, $code, $reason = '') {
                $self->_finish($code, $reason);
            });
            $self->is_open(1);
            $done->resolve($self);
        });

    return $done;
}


sub _message ($self, $bytes) {
    my $json = decode_json($bytes);

    if (!exists $json->{ref}) {
        return $self->add($json);
    }

    my $promise = delete $self->pending->{ $json->{ref} // '' };

    return $self->add({ type => 'test.stray_answer', data => $json })
        if !$promise;

    $promise->resolve(Kundo::Answer->new(status => $json->{status},
        renewed => $json->{renewed} ? 1 : 0,
        bytes => defined $json->{body} ? encode_json($json->{body}) : ''));
}


sub _finish ($self, $code, $reason) {
    my @lost = values %{ $self->pending };

    $self->pending({});
    $self->over($code // 1006, $reason);
    $_->resolve(Kundo::Answer->new(error => 'closed')) for @lost;
}


# A request by ref: the same routes as over HTTP.

sub request_p ($self, $method, $path, $body = undef, $key = undef) {
    my $ref     = $self->last_ref($self->last_ref + 1)->last_ref;
    my $promise = $self->pending->{$ref} = Mojo::Promise->new;

    if (!$self->is_open) {
        delete $self->pending->{$ref};
        return $promise->resolve(Kundo::Answer->new(error => 'closed'));
    }

    $self->send_text(encode_json({ ref => "$ref", method => $method,
        path => $path, defined $body ? (body => $body) : (),
        defined $key ? (idempotency_key => $key) : () }));

    return $promise;
}


sub request ($self, @args) {
    return Kundo::Test::await($self->request_p(@args));
}


sub send_text ($self, $bytes) {
    $self->tx->send([1, 0, 0, 0, Mojo::WebSocket::WS_TEXT(), $bytes]);
}


# A polite end, and a lost line.

sub close ($self) {
    $self->tx->finish(1000) if $self->is_open;
    return $self->wait_closed;
}


sub drop ($self) {
    return if !$self->is_open;

    my $id     = $self->tx->connection;
    my $stream = Mojo::IOLoop->stream($id);

    $stream->close if $stream;
    $self->wait_closed;
}


require Mojo::WebSocket;

1;
