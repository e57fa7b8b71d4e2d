package Kundo::Answer;

# What a request got: status 0 when the connection failed.

use Mojo::Base -base, -signatures;

use Mojo::JSON ();

has status => 0;
has error  => '';
has bytes  => '';
has 'headers';              # Mojo::Headers; none over WebSocket
has renewed => 0;           # over WebSocket alone


sub header ($self, $name) {
    return $self->headers && $self->headers->header($name);
}


sub json ($self) {
    return $self->{json} //= eval { Mojo::JSON::decode_json($self->bytes) };
}


# A field of the JSON by its path: $a->at('agent', 'id').

sub at ($self, @path) {
    my $value = $self->json;

    for my $key (@path) {
        $value = ref $value eq 'HASH' ? $value->{$key}
            : ref $value eq 'ARRAY' ? $value->[$key] : undef;
    }

    return $value;
}


sub code ($self) { return $self->at('code') // '' }
sub worker ($self) { return $self->header('X-Worker') // 0 }


1;
