#!/usr/bin/perl

# v1/health and metrics: for operators' addresses only, loopback unless
# configured otherwise.

use FindBin;
use lib "$FindBin::Bin/../lib";
use Kundo::Test;

my $site = Kundo::Server->new(<<'EOC');
%%GLOBALS%%

events { }

http {
    %%GLOBALS_HTTP%%

    set_real_ip_from  127.0.0.1;
    real_ip_header    X-Test-Address;

    kundo_store main {
        path  %%STORE%%;
        rate  off;
    }

    kundo_store other {
        path       %%STORE2%%;
        operators  192.0.2.0/24;
    }

    server {
        listen  127.0.0.1:%%PORT%% reuseport;

        location /kundo/ { kundo  main;  }
        location /other/ { kundo  other; }
    }
}
EOC

$site->flow('shop');
$site->agent_add('anna');
$site->start;

sub from ($address, $prefix, $path) {
    return $site->nobody(prefix => "/$prefix/",
        headers => { 'X-Test-Address' => $address })->get($path);
}

# whom they answer

for my $path ('v1/health', 'metrics') {
    answered(from('127.0.0.1', 'kundo', $path), 200, "$path: from loopback");
    answered(from('127.8.8.8', 'kundo', $path), 200, "$path: all of it");
    answered(from('::1', 'kundo', $path), 200, "$path: also IPv6");
    answered(from('192.0.2.77', 'other', $path), 200,
        "$path: from the network that is configured");

    for my $case ([ '192.0.2.1', 'kundo' ], [ '127.0.0.1', 'other' ],
        [ '2001:db8::1', 'kundo' ])
    {
        my $refused = from($case->[0], $case->[1], $path);
        like($refused->status, qr/^40[34]$/,
            "$path: $case->[0] is refused at /$case->[1]/");
        unlike($refused->bytes, qr/kundo_\w+ \d/, "$path: and told nothing");
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

    } elsif ($line =~ /^(\w+)(\{(?:\w+="[^"]*",?)*\})? (-?[\d.]+(?:e[+-]?\d+)?|NaN|[+-]Inf)$/) {
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
