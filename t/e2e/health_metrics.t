#!/usr/bin/perl

# v1/health and metrics: for operators' addresses only, loopback unless
# configured otherwise.

use FindBin;
use lib "$FindBin::Bin/../lib";
use Kundo::Test;

# an address that is not loopback is claimed by a header, where this nginx can

my $real_ip = `@{[ Kundo::Server->nginx ]} -V 2>&1`
    =~ /http_realip_module/;
my $set = $real_ip
    ? "set_real_ip_from 127.0.0.1;\n    real_ip_header X-Test-Address;" : '';

my $site = Kundo::Server->new(<<'EOC' =~ s/%%REAL_IP%%/$set/r);
%%REAL_IP%%

kundo_store main {
    path  %%STORE%%;
    rate  off;
}

kundo_store other {
    path       %%STORE2%%;
    operators  127.0.0.16/28;
}

server {
    listen  127.0.0.1:%%PORT%% reuseport;

    location /kundo/ { kundo  main;  }
    location /other/ { kundo  other; }
}
EOC

$site->flow('shop');
$site->agent_add('anna');
$site->start;

sub from ($address, $prefix, $path) {
    my $who = $site->nobody(prefix => "/$prefix/");

    if ($address =~ /^127\./) {
        $who->ua->socket_options({ LocalAddr => $address });
    } else {
        $who->headers({ 'X-Test-Address' => $address });
    }

    return $who->get($path);
}

# whom they answer

sub refused ($address, $prefix, $path) {
    my $answer = from($address, $prefix, $path);
    like($answer->status, qr/^40[34]$/,
        "$path: $address is refused at /$prefix/");
    unlike($answer->bytes, qr/kundo_\w+ \d/, "$path: and told nothing");
}

for my $path ('v1/health', 'metrics') {
    answered(from('127.0.0.1', 'kundo', $path), 200, "$path: from loopback");
    answered(from('127.8.8.8', 'kundo', $path), 200, "$path: all of it");
    answered(from('127.0.0.17', 'other', $path), 200,
        "$path: from the network that is configured");
    refused('127.0.0.1', 'other', $path);
    refused('127.0.0.32', 'other', $path);

    SKIP: {
        skip 'this nginx has no http_realip_module', 5 if !$real_ip;

        answered(from('::1', 'kundo', $path), 200, "$path: also IPv6");
        refused('192.0.2.1', 'kundo', $path);
        refused('2001:db8::1', 'kundo', $path);
    }
}

# what they say

my $health = from('127.0.0.1', 'kundo', 'v1/health');
ok(ref $health->json eq 'HASH', 'health is JSON');

sub metrics {
    my $answer = from('127.0.0.1', 'kundo', 'metrics');
    my %value;

    for my $line (split /\n/, $answer->bytes) {
        next if $line =~ /^#/ || $line !~ /^(\S+?(?:\{.*?\})?) (\S+)$/;
        $value{$1} = $2;
    }

    return ($answer, \%value);
}

my ($answer, $value) = metrics();
like($answer->header('Content-Type'), qr{^text/plain}, 'metrics are text');

# the text format of Prometheus: every line is a comment or a sample, every
# sample has a type, and no series stands twice

my (%type, %series, @odd);

for my $line (split /\n/, $answer->bytes) {
    if ($line =~ /^# TYPE (\w+) (counter|gauge|histogram|summary|untyped)$/) {
        push @odd, "two types of $1" if $type{$1}++;

    } elsif ($line =~ /^#/ || $line eq '') {
        next;

    } elsif ($line =~ /^(\w+)(\{(?:\w+="[^"]*",?)*\})?\x20
        (-?[\d.]+(?:e[+-]?\d+)?|NaN|[+-]Inf)$/x) {
        my ($name, $labels) = ($1, $2 // '');
        (my $base = $name) =~ s/_(?:bucket|sum|count)$//;
        push @odd, "no type: $line" if !$type{$name} && !$type{$base};
        push @odd, "twice: $line" if $series{"$name$labels"}++;

    } else {
        push @odd, $line;
    }
}

is_deeply(\@odd, [], 'metrics are well formed');
cmp_ok(scalar keys %series, '>', 5, 'there are some');
is(scalar grep({ !/^kundo_/ } keys %type), 0, 'all are ours by name');
like($answer->bytes, qr/\n\z/, 'the last line ends');

# counters count, whichever worker is asked

my $before = $value;
my $eva    = $site->visitor;
my $chat   = $eva->start_chat('shop');
$eva->say($chat, "nr $_") for 1 .. 10;

my ($name) = grep { /messages/ } sort keys %$before;
ok($name, 'messages are counted') or diag($answer->bytes);

wait_until(sub {
    my (undef, $now) = metrics();
    return ($now->{$name} // 0) - ($before->{$name} // 0) >= 10;
});
my ($last, $now) = metrics();
is(($now->{$name} // 0) - ($before->{$name} // 0), 10,
    "$name has grown by ten");

# and they tell nothing of anybody

unlike($last->bytes, qr/\Q$chat\E|nr 1|anna/, 'nobody is named');

done_testing;
