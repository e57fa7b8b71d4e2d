# Every developer command; `make help` lists them.

PREFIX    ?= /usr/local
JOBS      ?= $(shell n=$$(nproc); echo $$((n > 4 ? 4 : n)))

TEST      ?=
SANITIZE  ?=
NGX_SRC   ?=

OBJS      ?= objs$(if $(SANITIZE),-asan)

# The absolute path is what nginx's own build is given.
OUT       := $(abspath $(OBJS))
LIB       := $(OUT)/lib

DEBIAN_SRC := /usr/share/nginx/src


# Flags: the same hardening for the pure rooms, for the glue and for kundoctl.

HARDEN    := -fstack-protector-strong -Wformat -Werror=format-security \
             -ffile-prefix-map=$(CURDIR)=. -Wdate-time
WARN      := -Wall -Wextra -Werror -Wstrict-prototypes -Wmissing-prototypes \
             -Wno-unused-parameter -Wvla -Wshadow

ifeq ($(SANITIZE),)
OPTIMIZE  := -O2 -D_FORTIFY_SOURCE=2
LINK_OPT  := -Wl,-z,relro -Wl,-z,now
CORE_OPT  :=
GLUE_OPT  :=
else
UNDEFINED := -fsanitize=undefined -fno-sanitize-recover=undefined
OPTIMIZE  := -O1 -fno-omit-frame-pointer -fsanitize=address $(UNDEFINED)
LINK_OPT  := -fsanitize=address,undefined
# nginx itself is not clean of undefined behaviour: only our part is held to it
CORE_OPT  := -fno-omit-frame-pointer -fsanitize=address -DNGX_DEBUG_PALLOC=1
GLUE_OPT  := $(UNDEFINED)
endif

CFLAGS_LIB := -std=gnu11 -g -fPIC -fvisibility=hidden -fno-strict-aliasing \
             $(OPTIMIZE) $(HARDEN) $(WARN)
LIBS      := -llmdb -lyajl -lcrypto


# What there is.

ROOMS     := base store codec auth domain
LIB_SRCS  := $(sort $(wildcard $(ROOMS:%=src/%/*.c)))
LIB_OBJS  := $(LIB_SRCS:src/%.c=$(LIB)/%.o)
CTL_SRCS  := $(sort $(wildcard src/ctl/*.c))
CTL_OBJS  := $(CTL_SRCS:src/%.c=$(LIB)/%.o)
CTL       := $(if $(wildcard src/ctl/kundoctl.c),$(OUT)/kundoctl)
WEB       := $(and $(wildcard package.json),$(wildcard src/web/build.mjs))
WEB_SRCS  := $(if $(WEB),$(sort $(shell find src/web -type f)))
WEB_OBJ   := $(LIB)/kundo_assets_data.o

NGX       := $(OUT)/ngx$(if $(TEST),-test)
NGX_TREE  := $(OUT)/ngx-src
NGX_FROM  := $(or $(NGX_SRC),$(if $(SANITIZE),$(OUT)/source,$(DEBIAN_SRC)))
NGX_MADE  := $(if $(or $(NGX_SRC),$(SANITIZE)),$(OUT)/nginx)
MODULE    := $(OUT)/ngx_kundo_module.so


.PHONY: help deps build archives all run test check sanitize bench fuzz \
        sim-sync soak screenshots install clean FORCE
.SUFFIXES:
.DELETE_ON_ERROR:


help:
	@echo 'make deps       install what is missing (asks for root only then)'
	@echo 'make build      $(OBJS)/ngx_kundo_module.so and $(OBJS)/kundoctl'
	@echo '                NGX_SRC=DIR  for this nginx source tree instead of'
	@echo "                             Debian's, with that nginx built too"
	@echo '                TEST=1       with the directive kundo_echo'
	@echo '                SANITIZE=1   with ASan and UBSan, in objs-asan'
	@echo '                OBJS=DIR     built in another folder'
	@echo 'make run        build and start the demo on 127.0.0.1:8080'
	@echo 'make test       everything that CI runs; single parts of it:'
	@echo '                test-unit test-sim test-e2e test-race'
	@echo '                test-fault test-browser test-fuzz'
	@echo 'make check      rooms, style, static analysis'
	@echo 'make sanitize   the tests under ASan and UBSan'
	@echo 'make bench      the figures'
	@echo 'make bench-routing  by agents, open chats, queues and deadlines'
	@echo 'make bench-statistics  questions beside a scan of their rows'
	@echo 'make bench-faces  opening, typing and memory of widget and console'
	@echo 'make sizes      the front ends beside those of BASE=COMMIT'
	@echo 'make fuzz       the fuzzers, long'
	@echo 'make sim-sync   the simulator with syncs and losses of power, long'
	@echo 'make soak       200 workers killed, 100 power cuts, under load;'
	@echo '                each race a thousand times'
	@echo 'make screenshots  every state of both faces, in'
	@echo '                $(OBJS)/screenshots (PICTURES=regex, PICTURES_SHORT=1)'
	@echo 'make install    the module and kundoctl (PREFIX, DESTDIR)'
	@echo 'make clean      remove what was built'


deps:
	@t/deps build
	@t/deps test


# One build at a time in a folder: the rest of it is under a lock.

build:
	@t/deps build
	@mkdir -p $(OUT)
	@flock $(OUT)/.lock $(MAKE) --no-print-directory -j$(JOBS) all

all: $(MODULE) $(NGX_MADE) $(CTL)
	@$(if $(CTL),,echo 'kundoctl: src/ctl/kundoctl.c is not there: skipped')

archives: $(OUT)/libkundo.a $(OUT)/libkundo_web.a


# A file of settings is written anew only when its text differs, so that what
# depends on it is made again only then.

define remember
@mkdir -p $(@D); printf '%s\n' '$(1)' > $@.new; \
if cmp -s $@.new $@; then rm $@.new; else mv $@.new $@; fi
endef

$(LIB)/.flags: FORCE
	$(call remember,$(CC) $(CFLAGS_LIB) $(CFLAGS))

$(LIB)/.objs: FORCE
	$(call remember,$(LIB_OBJS))

$(LIB)/.ctl: FORCE
	$(call remember,$(CTL_OBJS) $(LINK_OPT))

$(LIB)/.web: FORCE
	$(call remember,$(WEB_SRCS) $(WEB_OBJ))


# The pure rooms and kundoctl: no path but src.

$(LIB)/%.o: src/%.c $(LIB)/.flags
	@mkdir -p $(@D)
	@echo "cc $<"
	@$(CC) $(CFLAGS_LIB) $(CFLAGS) -Isrc -MMD -MP -c -o $@ $<

$(OUT)/libkundo.a: $(LIB_OBJS) $(LIB)/.objs
	@rm -f $@
	@ar rcsD $@ $(LIB_OBJS)

$(OUT)/kundoctl: $(CTL_OBJS) $(OUT)/libkundo.a $(LIB)/.ctl
	@echo "ld kundoctl"
	@$(CC) $(LINK_OPT) -o $@ $(CTL_OBJS) $(OUT)/libkundo.a $(LIBS)

-include $(LIB_OBJS:.o=.d) $(CTL_OBJS:.o=.d)


# The front ends: bundles, then one C file of them.  `make build WEB=` makes a
# module without them, where there is no node.

NPM_CI    := npm ci --no-audit --no-fund --loglevel=error

node_modules/.package-lock.json: package-lock.json
	@echo "npm ci"
	@$(NPM_CI) > /dev/null
	@touch $@

t/node_modules/.package-lock.json: t/package-lock.json
	@echo "npm ci (tests)"
	@cd t && $(NPM_CI) > /dev/null
	@touch $@

ifneq ($(WEB),)

$(OUT)/web/manifest.json: $(WEB_SRCS) $(LIB)/.web \
                          node_modules/.package-lock.json
	@echo "node src/web/build.mjs"
	@SIZES_BASE=$(OUT)/sizes/base.json node src/web/build.mjs $(OUT)/web
	@touch $@

$(OUT)/kundo_assets_data.c: $(OUT)/web/manifest.json src/web/embed
	@src/web/embed $(OUT)/web $@
	@touch $@

else

$(OUT)/kundo_assets_data.c: $(LIB)/.web
	@printf '%s\n' '#include "web/kundo_asset.h"' \
	    'const kundo_asset_t  kundo_assets[1];' \
	    'const size_t  kundo_assets_n = 0;' > $@

endif

$(LIB)/kundo_assets_data.o: $(OUT)/kundo_assets_data.c $(LIB)/.flags
	@$(CC) $(CFLAGS_LIB) $(CFLAGS) -Isrc -c -o $@ $<

$(OUT)/libkundo_web.a: $(WEB_OBJ) $(LIB)/.web
	@rm -f $@
	@ar rcsD $@ $(WEB_OBJ)


# nginx: a copy of the source tree, configured once for each kind of build.

NGX_CC_OPT := -g $(if $(SANITIZE),-O1,-O2 -D_FORTIFY_SOURCE=2) $(HARDEN) \
             -fPIC -ffile-prefix-map=$(NGX_TREE)=nginx $(CORE_OPT) \
             $(if $(TEST),-DKUNDO_TEST=1)
NGX_OPTS  := --with-compat --with-threads --with-http_ssl_module \
             --with-http_v2_module --with-http_stub_status_module

$(OUT)/source/configure: $(if $(SANITIZE),t/deps)
	@t/deps source $(OUT)/source
	@touch $@

$(NGX_TREE)/.from: FORCE $(if $(NGX_SRC),,\
                              $(if $(SANITIZE),$(OUT)/source/configure))
	@if [ ! -f $(NGX_FROM)/configure ]; then \
	    echo '"$(NGX_FROM)" is not an nginx source tree' >&2; exit 1; fi
	@if ! echo '$(NGX_FROM)' | cmp -s - $@ \
	    || [ -n "$$(find $(NGX_FROM) -newer $@ -type f -print -quit)" ]; \
	then \
	    rm -rf $(NGX_TREE) $(OUT)/ngx $(OUT)/ngx-test $(OUT)/nginx; \
	    mkdir -p $(NGX_TREE); \
	    (cd $(NGX_FROM) && tar cf - --exclude=./objs --exclude=./.git \
	        --exclude=./.hg .) | tar xf - -C $(NGX_TREE); \
	    echo '$(NGX_FROM)' > $@; \
	fi

$(NGX)/.flags: FORCE $(NGX_TREE)/.from
	$(call remember,$(CC) $(NGX_CC_OPT) | $(LINK_OPT) | $(NGX_OPTS))

# Configure touches the headers that all objects depend on: the old ones are
# kept where nothing in them has changed.

$(NGX)/Makefile: config config.make $(NGX)/.flags
	@echo "configure nginx$(if $(TEST), (TEST))"
	@mkdir -p $(NGX)/keep
	@cp -p $(NGX)/ngx_auto_*.h $(NGX)/keep 2>/dev/null || :
	@cd $(NGX_TREE) && KUNDO_OBJS=$(OUT) bash -c ' \
	    if [ -f conf_flags ]; then . ./conf_flags; else \
	        NGX_CONF_FLAGS=($(NGX_OPTS)); fi; \
	    sh ./configure "$${NGX_CONF_FLAGS[@]}" --with-cc="$(CC)" \
	        --builddir=$(NGX) --with-cc-opt="$(NGX_CC_OPT)" \
	        --with-ld-opt="$(LINK_OPT)" \
	        --add-dynamic-module=$(CURDIR)' > $(NGX)/configure.log 2>&1 \
	    || { cat $(NGX)/configure.log >&2; rm -f $@; exit 1; }
	@for h in $(NGX)/keep/*.h; do \
	    if [ -f $$h ] && cmp -s $$h $(NGX)/$${h##*/}; then \
	        cp -p $$h $(NGX)/; fi; done
	@sed -n '/^CC =/p; /^CFLAGS =/p' $@ | cmp -s - $(NGX)/.compile || { \
	    sed -n '/^CC =/p; /^CFLAGS =/p' $@ > $(NGX)/.compile; \
	    find $(NGX) -name '*.o' -delete; }

NGX_MAKE  = $(MAKE) -s --no-print-directory -C $(NGX_TREE) -f $(NGX)/Makefile

$(NGX)/ngx_kundo_module.so: FORCE $(NGX)/Makefile archives
	@+$(NGX_MAKE) $(if $(GLUE_OPT),"CFLAGS=$$(sed -n 's/^CFLAGS = //p' \
	    $(NGX)/Makefile) $(GLUE_OPT)") modules

$(NGX)/nginx: FORCE $(NGX)/Makefile archives
	@+$(NGX_MAKE) binary

$(MODULE) $(NGX_MADE): $(OUT)/%: $(NGX)/% FORCE
	@cmp -s $< $@ || { cp $< $@.new && mv $@.new $@ && echo "$@"; }


# Tests.  Each part is a target of its own; `test` is all of them in turn, so
# that the machine measures one thing at a time.

export KUNDO_OBJS := $(OUT)

PARTS     := test-unit test-sim test-e2e test-race test-fault test-browser \
             test-fuzz

.PHONY: test-build $(PARTS) test-sanitize

# A part whose tests are not in the tree says so.
absent     = echo '$@: $(1) is not there: nothing was run'

test:
	@t/deps build
	@t/deps test
	@$(MAKE) --no-print-directory build TEST=1
	@$(MAKE) --no-print-directory check
	@$(MAKE) --no-print-directory sizes
	@for part in $(PARTS) test-sanitize; do \
	    echo "== $$part"; \
	    $(MAKE) --no-print-directory $$part || exit 1; done

# What the parts need, also when one is called alone.
test-build:
	@$(MAKE) --no-print-directory build TEST=1
	@flock $(OUT)/.lock $(MAKE) -s --no-print-directory \
	    t/node_modules/.package-lock.json

# The glue's unit tests need the nginx that is configured.
test-unit: test-build
	@if [ -x t/unit/run ]; then t/unit/run; \
	else $(call absent,t/unit/run); fi

test-sim:
	@if [ -x t/sim/run ]; then t/sim/run && t/sim/run --sync 200; \
	else $(call absent,t/sim/run); fi

# Those of e2e mostly wait for what is to come: three at a time.
test-e2e: PROVE_JOBS = -j3

test-e2e test-race test-fault: test-%: test-build
	@if ls t/$*/*.t > /dev/null 2>&1; then \
	    prove -It/lib --timer $(PROVE_JOBS) $(PROVE_OPTS) t/$*; \
	else $(call absent,t/$*/*.t); fi

test-browser: test-build
	@if ls t/browser/*.test.mjs > /dev/null 2>&1; then \
	    timeout -k 10 3600 node --test t/browser/*.test.mjs; \
	else $(call absent,t/browser/*.test.mjs); fi

test-fuzz:
	@if [ -x t/fuzz/run ]; then t/fuzz/run short; \
	else $(call absent,t/fuzz/run); fi


# Rooms, style, and the static analysis of the pure rooms.  A file that has
# not changed since it was found clean is not looked at again.

CHECKED   := $(LIB_SRCS:src/%.c=$(OUT)/check/%.ok)

.PHONY: analyse

check: test-build
	@t/tidy
	@git diff --check
	@git diff --check --cached
	@t/openapi-lint
	@npm run --silent format:check
	@$(MAKE) --no-print-directory -j$(JOBS) analyse

analyse: $(CHECKED)
	@echo 'check: $(words $(CHECKED)) files of the pure rooms are clean'

$(OUT)/check/%.ok: src/%.c $(LIB)/%.o .clang-tidy
	@mkdir -p $(@D)
	@cppcheck --quiet --std=c11 --enable=warning,performance,portability \
	    --error-exitcode=1 --inline-suppr --suppress=missingIncludeSystem \
	    -Isrc $<
	@clang-tidy --quiet $< -- -std=gnu11 -Isrc 2> $@.log \
	    || { cat $@.log >&2; exit 1; }
	@touch $@


# The same tests where memory is watched: unit and sim by their own scripts,
# nginx with the module as objs-asan/nginx.

test-sanitize sanitize:
	@$(MAKE) --no-print-directory build TEST=1 SANITIZE=1 \
	    OBJS=$(OBJS)$(if $(SANITIZE),,-asan)
	@KUNDO_OBJS=$(OUT)$(if $(SANITIZE),,-asan) \
	    t/sanitize/run $(if $(filter sanitize,$@),long,short)

bench: build
	@t/deps bench
	@if [ -x t/bench/run ]; then t/bench/run; \
	else $(call absent,t/bench/run); fi


.PHONY: bench-routing bench-statistics bench-faces sizes

bench-routing: build
	@t/deps bench
	@t/bench/routing

bench-statistics: build
	@t/deps bench
	@$(MAKE) -s -C t/bench OBJS=$(OUT) all
	@dir=$$(mktemp -d objs/bench/statistics-XXXXXX) \
	    && trap 'rm -rf $$dir' EXIT \
	    && objs/bench/statistics $$dir $${BENCH_RUNS:-5} \
	        $${BENCH_CONVERSATIONS:-1000000}

# As it is installed, without what only tests need.
bench-faces: build
	@t/deps test
	@flock $(OUT)/.lock $(MAKE) -s --no-print-directory \
	    t/node_modules/.package-lock.json
	@t/bench/faces/run

# What a change costs the front ends: BASE=COMMIT, or where it began.
sizes: node_modules/.package-lock.json
	@$(if $(WEB),src/web/compare $(OUT)/sizes $(BASE))

fuzz:
	@if [ -x t/fuzz/run ]; then t/fuzz/run long; \
	else $(call absent,t/fuzz/run); fi


# Each store syncs, and the power fails during every fifth commit.
sim-sync:
	@t/sim/run --sync 10000

soak: build
	@KUNDO_KILLS=200 KUNDO_CUTS=100 prove --timer -It/lib \
	    t/fault/worker_killed.t t/fault/power_cut.t
	@KUNDO_ROUNDS=1000 prove --timer -It/lib t/race


# Two of each state with PICTURES_SHORT=1, those of some names with PICTURES.

screenshots: test-build
	@node t/browser/pictures/draw.mjs


# `make run` takes what is built even where another folder was given.

run: build
	@exec ./t/run


# The folder of nginx's modules is that of the nginx which is installed.

MODULES_PATH ?= $(shell PATH=$$PATH:/usr/sbin nginx -V 2>&1 \
                  | sed -n 's/.*--modules-path=\([^ ]*\).*/\1/p')

install:
	@if [ ! -f $(MODULE) ]; then \
	    echo 'install: run "make build" first' >&2; exit 1; fi
	@if [ -z '$(MODULES_PATH)' ]; then \
	    echo 'install: give MODULES_PATH=DIR: no nginx was found' >&2; \
	    exit 1; fi
	install -d $(DESTDIR)$(MODULES_PATH) $(DESTDIR)$(PREFIX)/bin
	install -m 644 $(MODULE) $(DESTDIR)$(MODULES_PATH)/
	$(if $(CTL),install -m 755 $(CTL) $(DESTDIR)$(PREFIX)/bin/)

clean:
	rm -rf objs objs-asan node_modules t/node_modules
