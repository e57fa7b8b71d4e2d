#!/usr/bin/perl

# The front ends, served from the module: each file whole, as itself or as
# gzip, with a strong ETag, kept as long as its name says, and with the
# policy that a browser holds it to.

use FindBin;
use lib "$FindBin::Bin/../lib";
use Kundo::Test;

use Compress::Zlib ();
use IO::Socket::INET;
use Mojo::File qw(path);

my $site = Kundo::Server->new(<<'EOC');
kundo_store main {
    path  %%STORE%%;
    rate  off;
    allow_origin  https://www.example.com https://shop.example:8443;
}

server {
    listen  127.0.0.1:%%PORT%% reuseport;

    location /kundo/    { kundo  main; }
    location /deep/chat/ { kundo  main; }
}
EOC

$site->start;

# bytes as they are on the wire: a client that unpacks would hide them

sub raw ($method, $path, %headers) {
    my $socket = IO::Socket::INET->new(PeerAddr => '127.0.0.1',
        PeerPort => $site->port) or die "no connection: $!";

    print $socket "$method $path HTTP/1.1\r\nHost: 127.0.0.1\r\n",
        map({ "$_: $headers{$_}\r\n" } sort keys %headers),
        "Connection: close\r\n\r\n";

    my ($head, $body) = split /\r\n\r\n/, do { local $/; <$socket> }, 2;
    my ($status, @lines) = split /\r\n/, $head;
    my %got;

    for my $line (@lines) {
        my ($name, $value) = split /: */, $line, 2;
        $got{ lc $name } = exists $got{ lc $name }
            ? "$got{ lc $name }, $value" : $value;
    }

    return { status => (split / /, $status)[1], body => $body, %got };
}

my $web   = path(Kundo::Conf::objs(), 'web');
my @files = @{ decode_json($web->child('manifest.json')->slurp) };

cmp_ok(scalar @files, '>=', 5, 'loader, panel and console are there');

for my $file (@files) {
    my $path = "/kundo/$file->{path}";
    my $want = $web->child($file->{file})->slurp;
    my $got  = raw(GET => $path);

    is($got->{status}, 200, "$path: is there");
    ok($got->{body} eq $want, "$path: byte by byte");
    is($got->{'content-length'}, length $want, "$path: with its length");
    is($got->{'content-type'} =~ s/; */; /r, $file->{type} =~ s/; */; /r,
        "$path: with its type");
    is($got->{'content-encoding'}, undef, "$path: as itself");
    like($got->{etag}, qr/^"[0-9a-f]{32}"$/, "$path: with a strong ETag");
    is($got->{'x-content-type-options'}, 'nosniff', "$path: nosniff");
    is($got->{'set-cookie'}, undef, "$path: sets no cookie");

    if ($file->{immutable}) {
        is($got->{'cache-control'}, 'public, max-age=31536000, immutable',
            "$path: is kept for ever");
    } else {
        like($got->{'cache-control'}, qr/\bno-cache\b/,
            "$path: is asked for anew");
    }

    my $head = raw(HEAD => $path);
    is($head->{status}, 200, "$path: HEAD");
    is($head->{body} // '', '', "$path: HEAD has no body");
    is($head->{$_}, $got->{$_}, "$path: HEAD has the same $_")
        for qw(etag content-type cache-control);

    my $zip = raw(GET => $path, 'Accept-Encoding' => 'br, gzip');
    is($zip->{status}, 200, "$path: for one who takes gzip");

    if (($zip->{'content-encoding'} // '') eq 'gzip') {
        ok(Compress::Zlib::memGunzip($zip->{body}) eq $want,
            "$path: unpacked it is the same");
        cmp_ok(length $zip->{body}, '<', length $want, "$path: and smaller");
        isnt($zip->{etag}, $got->{etag}, "$path: with another ETag");
        is($_->{vary}, 'Accept-Encoding', "$path: says so to caches")
            for $got, $zip;
    } else {
        ok($zip->{body} eq $want, "$path: as itself, for gzip is not smaller");
    }

    is(raw(GET => $path, 'Accept-Encoding' => 'gzip;q=0')
        ->{'content-encoding'}, undef, "$path: gzip refused is not sent");

    for my $known ([ {}, $got ], [ { 'Accept-Encoding' => 'gzip' }, $zip ]) {
        my ($headers, $answer) = @$known;
        my $again = raw(GET => $path, %$headers,
            'If-None-Match' => $answer->{etag});
        is($again->{status}, 304, "$path: 304 for who has it");
        is($again->{body} // '', '', "$path: without a body");
        is($again->{etag}, $answer->{etag}, "$path: with the ETag");
        is($again->{'cache-control'}, $answer->{'cache-control'},
            "$path: and how long to keep it");
    }

    is(raw(GET => $path, 'If-None-Match' => '"other"')->{status}, 200,
        "$path: whole for who has another");

    for my $method (qw(POST PUT DELETE OPTIONS)) {
        my $refused = raw($method => $path, 'Content-Length' => 0);
        is($refused->{status}, 405, "$path: not by $method");
        is($refused->{allow}, 'GET, HEAD', "$path: $method: says by what");
    }
}

# the loader is for the pages of any site, everything else for this one

is(raw(GET => '/kundo/widget.js')->{'cross-origin-resource-policy'},
    'cross-origin', 'widget.js may be loaded from anywhere');
is(raw(GET => "/kundo/$_->{path}")->{'cross-origin-resource-policy'},
    'same-origin', "$_->{path} may not")
    for grep { $_->{path} ne 'widget.js' } @files;

# folders

for my $folder (qw(panel console)) {
    my $page = raw(GET => "/kundo/$folder/");
    is($page->{status}, 200, "$folder/ is its page");
    is($page->{body}, raw(GET => "/kundo/$folder/index.html")->{body},
        "$folder/: the index");

    my $moved = raw(GET => "/kundo/$folder?flow=a%20b&x");
    is($moved->{status}, 301, "$folder without a slash is moved");
    is($moved->{location}, "$folder/?flow=a%20b&x",
        "$folder: relative, with what was asked");
    is(raw(GET => "/deep/chat/$folder")->{location}, "$folder/",
        "$folder: under another prefix, too");
}

is(raw(GET => '/deep/chat/widget.js')->{status}, 200,
    'another prefix serves the same');

# policies

my $panel   = raw(GET => '/kundo/panel/');
my $console = raw(GET => '/kundo/console/');

sub csp ($answer) {
    return { map { my ($name, $rest) = split / /, $_, 2; ($name => $rest) }
        split /; */, $answer->{'content-security-policy'} };
}

is(csp($panel)->{'frame-ancestors'},
    "'self' https://www.example.com https://shop.example:8443",
    'the panel is framed by the site and by who is allowed');
is(csp($console)->{'frame-ancestors'}, "'none'",
    'the console is framed by nobody');
is($console->{'x-frame-options'}, 'DENY', 'said in the old way, too');
is($console->{'cross-origin-opener-policy'}, 'same-origin',
    'and reached by no window of others');

for my $page ($panel, $console) {
    my $csp = csp($page);

    is($csp->{'default-src'}, "'none'", 'nothing but what is named');
    is($csp->{$_}, "'self'", "$_: this origin")
        for qw(script-src style-src connect-src);
    is($csp->{$_}, "'none'", "$_: none") for qw(base-uri form-action);
    is($csp->{'require-trusted-types-for'}, "'script'",
        'no markup out of strings');
    unlike($page->{'content-security-policy'}, qr/unsafe|\*|https?:(?!\/\/)/,
        'nothing unsafe');
    is($page->{'referrer-policy'}, 'same-origin', 'no address to others');
    ok($page->{body} !~ /<script(?![^>]*\bsrc=)[^>]*>/i
        && $page->{body} !~ /<style|\son\w+=/i, 'nothing inline');
}

# what is not there

for my $path (qw(index.html widget.js/ widget.js.map panel/nothing.js
    console/../../etc/passwd panel/%2e%2e/%2e%2e/nginx.conf
    manifest.json panel/%00 WIDGET.JS))
{
    like(raw(GET => "/kundo/$path")->{status}, qr/^40[04]$/,
        "$path: is not there");
}

done_testing;
