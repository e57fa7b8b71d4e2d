package Kundo::Conf;

# The nginx.conf of a test from its template, and what it names: ports,
# folders of stores, the binaries under test.  A template without a block
# `http` is what stands in it, and what is the same everywhere comes around.
#
#   %%GLOBALS%%       load_module, user, two workers, pid, error_log
#   %%GLOBALS_HTTP%%  temporary paths, X-Worker
#   %%PORT%%          of 127.0.0.1; %%PORT2%% and so on are others
#   %%STORE%%         the folder of a store; %%STORE2%% and so on
#   %%TMP%%           the test's own folder
#   %%MODULE%%        ngx_kundo_module.so

use Mojo::Base -base, -signatures;

use Fcntl qw(:flock);
use File::Spec ();
use IO::Socket::INET;
use Mojo::File qw(path);

my $TOP = path(__FILE__)->to_abs->dirname->child('../../..')->realpath;
my @PORT_LOCKS;

has 'dir';
has 'conf';                 # the text of nginx.conf
has ports  => sub { {} };
has stores => sub { {} };

sub top { return $TOP }
sub objs { return $ENV{KUNDO_OBJS} || "$TOP/objs" }
sub module { return $ENV{KUNDO_MODULE} || objs() . '/ngx_kundo_module.so' }
sub kundoctl_path { return $ENV{KUNDO_CTL} || objs() . '/kundoctl' }


# An nginx of our own build (sanitizers, upstream) goes before Debian's.

sub nginx {
    return $ENV{KUNDO_NGINX} if $ENV{KUNDO_NGINX};
    return -x objs() . '/nginx' ? objs() . '/nginx' : '/usr/sbin/nginx';
}


# The runtime of AddressSanitizer that nginx is linked with, or nothing.

sub sanitizer ($class) {
    my ($path) = `ldd @{[ nginx() ]} 2>/dev/null` =~ m{(/\S*libasan\S*)};
    return $path;
}


# The template of most tests: a store, with these directives, under /kundo/.
# No chat goes on by itself and no agent is lost, however slow the machine is,
# unless a test asks for that.

sub one_store (@directives) {
    my %calm = (auto_transfer => '0', agent_lost => '1d');

    for my $name (sort keys %calm) {
        unshift @directives, "$name  $calm{$name};"
            if !grep { /^$name\b/ } @directives;
    }

    my $more = join '', map { "    $_\n" } @directives;

    return <<"EOC";
kundo_store main {
    path  %%STORE%%;
$more}

server {
    listen  127.0.0.1:%%PORT%% reuseport;

    location /kundo/ {
        kundo  main;
    }
}
EOC
}


sub _framed ($http) {
    $http =~ s/^(?=.)/    /mg;

    return <<"EOC";
%%GLOBALS%%
events { }

http {
    %%GLOBALS_HTTP%%

$http}
EOC
}


# Writes nginx.conf anew; takes hold with the next start or reload.

sub configure ($self, $template) {
    my $text = $template =~ /^http \{/m ? $template : _framed($template);

    $text =~ s/%%GLOBALS%%\n?/$self->_globals/e;
    $text =~ s/^( *)%%GLOBALS_HTTP%%\n?/$self->_globals_http($1)/me;
    $text =~ s/%%PORT(\w*)%%/$self->port($1)/ge;
    $text =~ s/%%STORE(\w*)%%/$self->store($1)/ge;
    $text =~ s/%%TMP%%/$self->dir/ge;
    $text =~ s/%%MODULE%%/$self->module/ge;

    $self->conf($text);
    path($self->dir, 'nginx.conf')->spurt($text);

    return $self;
}


sub _globals ($self) {
    my $level = $ENV{KUNDO_LOG} || 'notice';
    my $text  = 'load_module ' . $self->module . ";\n"
        . "worker_processes 2;\n"
        . 'pid ' . $self->dir . "/nginx.pid;\n"
        . 'error_log ' . $self->dir . "/error.log $level;\n";

    $text .= "user www-data;\n" if $> == 0;

    # the new binary of an upgrade gets what is named here, and no more

    $text .= "env $_;\n" for grep { defined $ENV{$_} }
        qw(ASAN_OPTIONS UBSAN_OPTIONS LSAN_OPTIONS);

    return $text;
}


# X-Worker tells which worker has answered; some tests ask for it.

sub _globals_http ($self, $indent) {
    my $dir = $self->dir;

    return join '', map { "$indent$_;\n" }
        'access_log off',
        "client_body_temp_path $dir/client_body",
        "proxy_temp_path $dir/proxy",
        "fastcgi_temp_path $dir/fastcgi",
        "uwsgi_temp_path $dir/uwsgi",
        "scgi_temp_path $dir/scgi",
        'add_header X-Worker $pid always';
}


# A port of 127.0.0.1 that no other test has: with `reuseport` a second bind
# would succeed, hence the lock.

sub port ($self, $name = '') {
    return $self->ports->{$name} //= _free_port();
}


sub _free_port {
    my $dir = File::Spec->tmpdir . "/kundo-ports-$<";
    mkdir $dir, 0700;

    for (1 .. 1000) {
        my $port = 10000 + int rand 20000;

        open my $lock, '>', "$dir/$port" or die "open \"$dir/$port\": $!";
        next if !flock $lock, LOCK_EX | LOCK_NB;

        my $probe = IO::Socket::INET->new(Listen => 1,
            LocalAddr => '127.0.0.1', LocalPort => $port) or next;
        close $probe;

        push @PORT_LOCKS, $lock;
        return $port;
    }

    die 'no free port';
}


# A folder for a store, owned by those who will run the workers.

sub store ($self, $name = '') {
    return $self->stores->{$name} //= do {
        my $dir = $self->dir . '/store' . ($name eq '' ? '' : "-$name");
        mkdir $dir, 0700 or die "mkdir \"$dir\": $!";
        $self->give_to_worker($dir);
        $dir;
    };
}


sub give_to_worker ($self, @paths) {
    return if $> != 0;

    my ($uid, $gid) = (getpwnam 'www-data')[2, 3];
    chown $uid, $gid, @paths;
}


1;
