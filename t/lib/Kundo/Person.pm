package Kundo::Person;

# Somebody who asks: a visitor, an agent, or nobody yet.  Every request
# opens a connection of its own unless `keep_alive`, so that requests of one
# person land on either worker.

use Mojo::Base -base, -signatures;

use Carp qw(croak);
use Mojo::JSON qw(encode_json);
use Mojo::Promise;
use Mojo::UserAgent;
use Mojo::Util ();

use Kundo::Answer;
use Kundo::Sse;
use Kundo::Stream;

our @CARP_NOT = qw(Kundo::Server Kundo::Load Kundo::Talker);

has 'server';
has token      => '';
has id         => '';
has name       => '';
has headers    => sub { {} };       # sent with every request
has keep_alive => 0;
has prefix     => sub ($self) { $self->server->prefix };

has ua => sub ($self) {
    return _ua(max_connections => $self->keep_alive ? 100 : 0,
        request_timeout => 60);
};

has stream_ua => sub ($self) {
    return _ua(max_connections => 0, request_timeout => 0);
};


# A cookie is sent where a test says so, and nowhere else.

sub _ua (%opt) {
    my $ua = Mojo::UserAgent->new(inactivity_timeout => 0,
        connect_timeout => 30, max_redirects => 0, %opt);

    $ua->cookie_jar->ignore(sub ($cookie) { 1 });

    return $ua;
}


# Headers of a request: Bearer, then the person's, then the request's; one
# that is undef is not sent.

sub all_headers ($self, $more = {}) {
    my %all = (
        length $self->token ? (Authorization => 'Bearer ' . $self->token) : (),
        %{ $self->headers }, %$more);

    delete $all{$_} for grep { !defined $all{$_} } keys %all;

    return \%all;
}


# A body that is a reference goes as JSON, a string as it is.

sub request_p ($self, $method, $path, $body = undef, $headers = {}) {
    my $bytes = ref $body ? encode_json($body) : $body;
    my $url   = $self->server->origin
        . ($path =~ m{^/} ? $path : $self->prefix . $path);
    my $all = $self->all_headers($headers);

    $all->{'Content-Type'} = 'application/json'
        if defined $bytes && !exists $headers->{'Content-Type'};

    my $tx = $self->ua->build_tx($method => $url => $all => $bytes // ());

    return $self->ua->start_p($tx)->then(
        sub ($tx) {
            return Kundo::Answer->new(
                status  => $tx->res->code,
                headers => $tx->res->headers,
                bytes   => $tx->res->body,
            );
        },
        sub ($err) { return Kundo::Answer->new(error => $err) },
    );
}


sub request ($self, @args) {
    return Kundo::Test::await($self->request_p(@args));
}
sub get ($self, $path, @h) { return $self->request(GET => $path, undef, @h) }
sub post ($self, @args)    { return $self->request(POST => @args) }
sub put ($self, @args)     { return $self->request(PUT => @args) }
sub patch ($self, @args)   { return $self->request(PATCH => @args) }
sub del ($self, $path, @h) { return $self->request(DELETE => $path, undef, @h) }


# The JSON of a request that has to succeed for the test to make sense.

sub must ($self, $method, $path, @args) {
    my $answer = $self->request($method, $path, @args);

    croak "$method $path: " . ($answer->status || $answer->error) . ' '
        . $answer->bytes if $answer->status !~ /^2/;

    return $answer->json;
}


sub log_in ($self, $email, $password) {
    my $json = $self->token('')->must(POST => 'v1/session',
        { email => $email, password => $password });

    return $self->token($json->{token})->id($json->{agent}{id})
        ->name($json->{agent}{name});
}


sub introduce ($self, %fields) {
    my $json = $self->must(POST => 'v1/visitor', \%fields);

    return $self->token($json->{token})->id($json->{id})
        ->name($json->{name} // '');
}


# PUT v1/presence; names of flows, then settings.

sub online ($self, @flows) {
    my %more = ref $flows[-1] ? %{ pop @flows } : ();

    $self->must(PUT => 'v1/presence',
        { state => 'online', flows => \@flows, %more });
    return $self;
}


sub presence ($self, %fields) {
    return %fields ? $self->must(PUT => 'v1/presence', \%fields)
        : $self->must(GET => 'v1/presence');
}


# Starts a conversation; its id.

sub start_chat ($self, $flow, %fields) {
    return $self->must(POST => 'v1/conversations',
        { flow => $flow, %fields })->{id};
}


my $cid = 0;

sub new_cid { return sprintf 'cid-%d-%d', $$, ++$cid }


# Writes a message; the message as it was answered.

sub say ($self, $chat, $text, %fields) {
    return $self->must(POST => "v1/conversations/$chat/messages",
        { cid => new_cid(), text => $text, %fields });
}


sub conversation ($self, $chat) {
    return $self->must(GET => "v1/conversations/$chat");
}


# All messages of a conversation, page by page.

sub messages ($self, $chat, $limit = 200) {
    my ($after, @all) = (0);

    while (1) {
        my $page = $self->must(GET => "v1/conversations/$chat/messages"
            . "?after_seq=$after&limit=$limit");
        push @all, @{ $page->{items} };
        return @all if !@{ $page->{items} } || !defined $page->{next};
        $after = $all[-1]{seq};
    }
}


# A WebSocket after its first event (hello, or with `since` at once).
# `worker` and `not_worker` open until one is where it is wanted.

sub stream ($self, %opt) { return $self->_open('Kundo::Stream', %opt) }
sub sse ($self, %opt)    { return $self->_open('Kundo::Sse', %opt) }


sub _open ($self, $class, %opt) {
    my ($want, $not) = delete @opt{qw(worker not_worker)};
    my $until = time + $Kundo::Test::TIMEOUT;

    # who is busy lets the others take it, so it may need many

    while (time < $until) {
        my $stream = Kundo::Test::await(
            $class->open_p($self, $self->_stream_url(\%opt), %opt));

        croak 'no stream: ' . $stream->status . ' ' . $stream->error
            if !$stream->is_open;

        if ((!$want || $stream->worker == $want)
            && (!$not || $stream->worker != $not))
        {
            $stream->expect_hello if !defined $opt{since}
                && !defined $opt{last_event_id};
            return $stream;
        }

        $stream->drop;
    }

    croak 'no stream on that worker';
}


# An attempt that may be refused: what came of it.

sub try_stream ($self, %opt) {
    return Kundo::Test::await(
        Kundo::Stream->open_p($self, $self->_stream_url(\%opt), %opt));
}


sub try_sse ($self, %opt) {
    return Kundo::Test::await(
        Kundo::Sse->open_p($self, $self->_stream_url(\%opt), %opt));
}


sub _stream_url ($self, $opt) {
    my @query = map { "$_=" . Mojo::Util::url_escape($opt->{$_}) }
        grep { defined $opt->{$_} } qw(since as board);

    return $self->server->origin . $self->prefix . 'v1/stream'
        . (@query ? '?' . join '&', @query : '');
}


1;
