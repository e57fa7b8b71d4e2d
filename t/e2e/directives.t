#!/usr/bin/perl

# What nginx -t says of settings: each wrong, doubled, missing or unknown one
# is told in one line that names it and says what it takes.  The examples of
# docs/directives.md are accepted as they stand there.

use FindBin;
use lib "$FindBin::Bin/../lib";
use Kundo::Test;

use File::Temp ();
use Mojo::File qw(path);

my $TEMPLATE = <<'EOC';
load_module %%MODULE%%;
error_log   %%TMP%%/said.log;
pid         %%TMP%%/nginx.pid;

events { }

http {
    %%GLOBALS_HTTP%%

    %%BEFORE%%

    server {
        listen 127.0.0.1:%%PORT%%;
        server_name localhost;

        %%SERVER%%
    }

    %%AFTER%%
}
EOC

my $site = Kundo::Server->new('');


# Status and lines of `nginx -t` on a configuration with these parts.

sub try_conf ($part, %opt) {
    my $text = $opt{template} // $TEMPLATE;

    $text =~ s/%%(BEFORE|SERVER|AFTER)%%/$part->{$1} \/\/ ''/ge;
    $site->configure($text);

    my ($status, $out, $err) = Kundo::Process::run(
        [$site->nginx, '-t', '-p', $site->dir, '-e',
         $site->dir . '/said.log', '-c', $site->dir . '/nginx.conf'],
        env => $opt{env} // {});

    return ($status, grep { !/ syntax is ok$| test (?:failed|is successful)$/ }
                     split /\n/, $out . $err);
}


sub accepted ($title, $part, %opt) {
    local $Test::Builder::Level = $Test::Builder::Level + 1;

    my ($status, @lines) = try_conf($part, %opt);
    is_deeply([$status, @lines], [0], "accepted: $title")
        or diag(join "\n", @lines);
}


# One line, [emerg], that says this and where.

sub refused ($title, $part, $says, %opt) {
    local $Test::Builder::Level = $Test::Builder::Level + 1;

    my ($status, @lines) = try_conf($part, %opt);

    isnt($status, 0, "refused: $title");
    is(scalar @lines, 1, '  in one line') or diag(join "\n", @lines);
    like($lines[0] // '', qr/^nginx: \[emerg\] $says/, '  that says why');
    like($lines[0] // '', qr{ in \Q@{[$site->dir]}\E/nginx\.conf:\d+$},
        '  and where');
}


sub store ($settings, $name = 'main') {
    return "kundo_store $name { path %%STORE%%; $settings }";
}


sub settings_refused ($settings, $says) {
    local $Test::Builder::Level = $Test::Builder::Level + 1;
    refused($settings, { BEFORE => store($settings) }, $says);
}


# --- the documentation's examples ------------------------------------------

my $doc = path($site->top, 'docs/directives.md')->slurp;
my $SECRET = 'a secret of the site, 32 bytes or more';

my %keys = ('shop.key' => "$SECRET\n", 'empty.key' => '',
    'newline.key' => "\r\n", 'short.key' => "short\n",
    'large.key' => 'x' x 4097);

path($site->dir, $_)->spurt($keys{$_}) for keys %keys;

my @examples = $doc =~ /^```nginx\n(.*?)^```$/msg;

is(scalar @examples, 2, 'docs/directives.md has two examples');

for my $n (0 .. $#examples) {
    my $text = $examples[$n];

    # of this machine: where the module is, who may listen where, where
    # stores and keys may be

    ok($text =~ s{modules/ngx_kundo_module\.so}{%%MODULE%%},
        'loads the module');
    ok($text =~ s{/var/lib/kundo/main}{%%STORE%%}, 'has a path');
    ok($text =~ s{listen  80}{listen 127.0.0.1:%%PORT%%}, 'listens');
    $text =~ s{/etc/kundo/}{%%TMP%%/};
    $text = "pid %%TMP%%/nginx.pid;\nerror_log %%TMP%%/said.log;\n$text";
    $text =~ s/^http \{/http {\n    %%GLOBALS_HTTP%%/m;

    accepted('example ' . ($n + 1) . ' of the docs', {}, template => $text);
}

my ($table) = $doc =~ /^## Settings of a store\n(.*?)^## /ms;
my @documented = sort $table =~ /^### (\w+)$/mg;

{
    my (undef, $line) = try_conf({ BEFORE => store('nonsense 1;') });
    my ($list) = ($line // '') =~ /which takes (.*?) in \S+$/;

    is_deeply([sort split /, /, $list // ''], \@documented,
        'the docs have every setting and no other');
}


# --- single settings --------------------------------------------------------

accepted($_, { BEFORE => store($_) }) for
    'agent_lost 100ms;', 'agent_lost 1d;', 'agent_lost 1m30s;',
    'session 1s;', 'session 10y;', 'session 30d;',
    'max_chats 1;', 'max_chats 100;',
    'map_size 1m;', 'map_size 16384g;', 'map_size 100000k;',
    'public_url https://shop.example/kundo/;',
    'public_url http://127.0.0.1:8080/;', 'public_url http://[::1]:8080/k;',
    'public_url https://shop.example;',
    'allow_origin https://www.example.com;',
    'allow_origin https://a.example http://b.example:8080 http://[::1]:81;',
    'allow_origin https://a.example; allow_origin https://b.example;',
    'allow_origin https://A.Example;',
    'operators 10.0.0.0/8 ::1 192.168.1.1; operators 2001:db8::/32;',
    'rate off;', 'rate session=1r/m;', 'rate address=1000000r/s;',
    'rate session=5r/s session_burst=1 session_sockets=1 address=6r/s'
        . ' address_burst=2 address_sockets=2;';

my $time = qr/takes a time such as "30[sd]" \(.*\), got/;

settings_refused("agent_lost $_;", qr/"agent_lost" $time "\Q$_\E"/)
    for qw(soon 0 99ms 2d -1s 30x);
settings_refused("session $_;", qr/"session" $time "\Q$_\E"/)
    for qw(never 0 500ms 11y);
settings_refused("max_chats $_;",
    qr/"max_chats" takes a number from 1 to 100, got "\Q$_\E"/)
    for qw(0 101 many -1 1.5);
settings_refused("map_size $_;", qr/"map_size" takes a size such as "64g" /)
    for qw(0 512k 17000g big -1m 1t);
settings_refused("public_url $_;",
    qr/"public_url" takes an address such as "https:.*, got "\Q$_\E"/)
    for qw(shop.example ftp://shop.example/ https:// https:///kundo/
           https://a..b/ https://u:p@shop.example/ https://shop.example/?q
           https://shop.example:0/ https://shop.example:65536/
           https://[::1/ https://[1]/), 'https://shop.example/#f';
settings_refused("allow_origin $_;",
    qr/"allow_origin" takes origins such as .*, got "\Q$_\E"/)
    for qw(null * https://* https://*.example.com www.example.com
           https://www.example.com/ https://www.example.com/a
           https://www.example.com:443 http://www.example.com:80
           https://www.example.com:0443 https://www.example.com:
           https://.example.com https://example.com. https:// ftp://a.example
           https://a@b.example), 'https://a.example,https://b.example';
settings_refused('allow_origin https://a.example https://A.example;',
    qr/"allow_origin" takes .* each once, got "https:\/\/a\.example"/);
settings_refused("operators $_;",
    qr/"operators" takes addresses or networks such as .*, got "\Q$_\E"/)
    for qw(all localhost 10.0.0.1/8 10.0.0.0/33 300.1.1.1);
settings_refused("rate $_;", qr/"rate" takes "off" or, each once, session=20/)
    for 'session=20', 'session=20r/h', 'session=0r/s', 'session=-1r/s',
        'session=', 'session=2000000r/s', 'session=r/s', 'other=1r/s', 'on',
        'session_burst=0', 'session_burst=1r/s', 'session_sockets=0',
        'session=1r/s session=2r/s', 'off session=1r/s', 'session=1r/s off',
        'off off';


# --- keys of identities (S4.5) ----------------------------------------------

accepted("identity_key $_", { BEFORE => store("identity_key $_;") })
    for "k1 \"$SECRET\"", 'shop-1.a_b file:%%TMP%%/shop.key',
        'k1 file:shop.key', "k1 \"$SECRET\"; identity_key k2 \"$SECRET\"",
        'x' x 64 . ' file:shop.key';

my $pair = qr/"identity_key" takes a KID and its secret, or "file:" .*, got/;

settings_refused('identity_key k1;', qr/$pair 1 values/);
settings_refused("identity_key \"$SECRET\";", qr/$pair 1 values/);
settings_refused("identity_key k1 \"$SECRET\" k2;", qr/$pair 3 values/);
settings_refused("identity_key $_ file:shop.key;",
    qr/"identity_key" takes a KID of 1 to 64 letters, .*, got another/)
    for '""', "\"$SECRET\"", 'k/1', 'x' x 65;
settings_refused('identity_key k1 file:shop.key;' x 2,
    qr/"identity_key" takes each KID once, got "k1" again/);
settings_refused("identity_key k1 $_;",
    qr/"identity_key" "k1" has an empty secret/)
    for '""', 'file:empty.key', 'file:newline.key';
settings_refused('identity_key k1 file:no.key;',
    qr/"identity_key" takes a file that can be read, got .* \(2: No such /);
settings_refused("identity_key k1 file:$_;",
    qr/"identity_key" takes a file of at most 4096 bytes, got "/)
    for 'large.key', '%%TMP%%', '/dev/null', '';

for my $case (['"31 bytes: x x x x x x x x x x x"', 31],
    ['file:short.key', 5])
{
    my ($status, @lines) = try_conf(
        { BEFORE => store("identity_key k1 $case->[0];") });

    is($status, 0, "a secret of $case->[1] bytes is taken");
    is(scalar @lines, 1, '  with one line') or diag(join "\n", @lines);
    like($lines[0],
        qr/^nginx: \[warn\] "identity_key" "k1" has a secret of $case->[1] b/,
        '  that warns of it');
}

for my $line ("\"$SECRET\"", "k1 \"$SECRET\" k2", "\"$SECRET\" k1") {
    my (undef, @lines) = try_conf({ BEFORE => store("identity_key $line;") });
    unlike("@lines", qr/secret of the site/, 'no secret is told in a log');
}


# --- what stands twice, not at all, or is not known -------------------------

settings_refused("$_ $_", qr/"\w+" is given twice: it takes /)
    for 'agent_lost 1s;', 'session 1d;', 'max_chats 2;', 'map_size 1g;',
        'public_url https://a.example/;', 'rate off;';
settings_refused('path %%STORE2%%;', qr/"path" is given twice: it takes the/);
settings_refused("$_;", qr/"$_" takes .*, got nothing/)
    for grep { $_ ne 'path' } @documented;
refused('path without a value', { BEFORE => 'kundo_store main { path; }' },
    qr/"path" takes the folder of the store, .*, got nothing/);
settings_refused('agent_lost 1s 2s;', qr/"agent_lost" takes .*, got 2 values/);
settings_refused('agnet_lost 30s;',
    qr/unknown setting "agnet_lost" in kundo_store "main", which takes path, /);

refused('no path', { BEFORE => 'kundo_store main { agent_lost 30s; }' },
    qr/kundo_store "main" lacks "path", which takes the folder of the store/);
refused('no name', { BEFORE => 'kundo_store { path %%STORE%%; }' },
    qr/invalid number of arguments in "kundo_store" directive/);
refused('a bad name', { BEFORE => store('', '"a b"') },
    qr/"kundo_store" takes a name of 1 to 32 letters.*, got "a b"/);
refused('a long name', { BEFORE => store('', 'x' x 33) },
    qr/"kundo_store" takes a name of 1 to 32 letters/);
refused('one name twice', { BEFORE => store('') . store('') },
    qr/kundo_store "main" is given twice/);
refused('a store in a server', { SERVER => store('') },
    qr/"kundo_store" directive is not allowed here/);


# --- locations --------------------------------------------------------------

accepted('the store after the server', {
    SERVER => 'location /kundo/ { kundo main; }', AFTER => store('') });
accepted('one store in several places', {
    BEFORE => store(''),
    SERVER => 'location / { kundo main; } location ^~ /a/ { kundo main; }' });
accepted('two stores', {
    BEFORE => store('') . 'kundo_store b { path %%STORE2%%; }',
    SERVER => 'location /a/ { kundo main; } location /b/ { kundo b; }' });
accepted('a setting from another file', {
    BEFORE => store('include %%TMP%%/more.conf;') })
    if path($site->dir, 'more.conf')->spurt("agent_lost 5s;\n");

refused('an unknown store', {
    BEFORE => store(''), SERVER => 'location /kundo/ { kundo mian; }' },
    qr/"kundo" takes the name of a kundo_store block, got "mian"/);
refused('kundo twice', {
    BEFORE => store(''),
    SERVER => 'location /kundo/ { kundo main; kundo main; }' },
    qr/"kundo" is given twice: a location takes one store/);
refused("location $_", {
    BEFORE => store(''), SERVER => "location $_ { kundo main; }" },
    qr/"kundo" takes a location that is a prefix and ends with "\/"/)
    for '/kundo', '= /kundo/', '~ ^/kundo/', '@kundo';
refused('kundo in a server', { BEFORE => store(''), SERVER => 'kundo main;' },
    qr/"kundo" directive is not allowed here/);


# --- paths ------------------------------------------------------------------

my $dir = $site->dir;
my $file = path($dir, 'a-file')->spurt("text\n");
mkdir "$dir/real" or die;
symlink "$dir/real", "$dir/link" or die;

sub path_refused ($path, $says, %opt) {
    local $Test::Builder::Level = $Test::Builder::Level + 1;
    refused("path $path", { BEFORE => "kundo_store main { path $path; }" },
        $says, %opt);
}

accepted('a folder that is still to come', {
    BEFORE => "kundo_store main { path $dir/later; }" });
ok(!-e "$dir/later", 'nginx -t has not made it');
accepted('a slash at the end', {
    BEFORE => "kundo_store main { path $dir/real/; }" });
accepted('a relative path', { BEFORE => 'kundo_store main { path real; }' });
is_deeply([glob "$dir/real/{*,.[a-z]*}"], [], 'nothing was put into it');

path_refused("$dir/no/such", qr/"path" takes a folder that exists or can be /);
path_refused("$file/below", qr/"path" takes a folder that exists or can be /);
path_refused("$file", qr/"path" takes a folder, got the file "\Q$file\E"/);
path_refused('""', qr/"path" takes the folder of the store, .*, got ""/);

sub both ($first, $second) {
    return { BEFORE => "kundo_store a { path $first; }\n"
                     . "kundo_store b { path $second; }" };
}

my $own = qr/"path" takes a folder of the store's own, got .* kundo_store "a"/;

refused('one path twice', both("$dir/real", "$dir/real"), $own);
refused('one path, another slash', both("$dir/real/", "$dir//real"), $own);
refused('one folder by a link', both("$dir/real", "$dir/link"), $own);
refused('one that is to come', both("$dir/new", "$dir/real/../new"), $own);
refused('one to come by a link', both("$dir/real/n", "$dir/link/n"), $own);
accepted('two to come', both("$dir/n1", "$dir/n2"));


# A data.mdb that is none must not stop the site: a warning.

my $mdb = path($site->store, 'data.mdb');

for my $bytes ("no store\n" x 100, 'short') {
    $mdb->spurt($bytes);

    my ($status, @lines) = try_conf({ BEFORE => store('') });

    is($status, 0, 'a data.mdb that is no database is no error of settings');
    is(scalar @lines, 1, '  but one line') or diag(join "\n", @lines);
    like($lines[0], qr/^nginx: \[warn\] "path" .* "\Q$mdb\E" is no LMDB /,
        '  warns of it');
}

$mdb->spurt('');
accepted('an empty data.mdb', { BEFORE => store('') });
unlink "$mdb";

SKIP: {
    my $ctl = $site->kundoctl_path;

    skip "\"$ctl\" is not built", 1 if !-x $ctl;
    $site->flow('shop');
    accepted('a store', { BEFORE => store('') });
}


# File systems that are refused, as statfs(2) tells of them.

my $shim = "$dir/statfs.so";
my $source = path($dir, 'statfs.c')->spurt(<<'EOT');
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <sys/vfs.h>

int
statfs64(const char *path, struct statfs64 *fs)
{
    int  (*real)(const char *, struct statfs64 *);
    int    rc;

    real = (int (*)(const char *, struct statfs64 *))
               dlsym(RTLD_NEXT, "statfs64");
    rc = real(path, fs);
    fs->f_type = strtoul(getenv("STATFS_TYPE"), NULL, 16);

    return rc;
}


int
statfs(const char *path, struct statfs *fs)
{
    return statfs64(path, (struct statfs64 *) fs);
}
EOT

my ($status, undef, $err) = Kundo::Process::run([$ENV{CC} || 'cc', '-shared',
    '-fPIC', '-o', $shim, $source, '-ldl']);
is($status, 0, 'a shim of statfs') or diag($err);

my ($asan) = `ldd @{[$site->nginx]}` =~ m{(/\S*libasan\S*)};
my $preload = join ' ', $asan // (), $shim;

my %refused = (NFS => '6969', '9p' => '1021997', FUSE => '65735546',
               CIFS => 'ff534d42', SMB2 => 'fe534d42');

for my $name (sort keys %refused) {
    my %env = (LD_PRELOAD => $preload, STATFS_TYPE => $refused{$name});

    my $says = '"path" takes a folder on a disk of this machine';

    path_refused($_, qr/$says, got "\Q$_\E", which is on $name/, env => \%env)
        for "$dir/real", "$dir/later";
}

accepted('ext4', { BEFORE => store('') },
    env => { LD_PRELOAD => $preload, STATFS_TYPE => 'ef53' });

done_testing;
