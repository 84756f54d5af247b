# `make demo` shows what qmd does, `make test` checks it; both set up what they need.

PREFIX ?= $(HOME)/.local
STATIC := .build/static
LIBRARIES := sqlite3 zstd nettle cmark-gfm cmark-gfm-extensions yaml inotifytools stdc++
COMMIT := $(shell git rev-parse --short HEAD 2>/dev/null)

# One file to install, without libraries to load at each start. A program that is not position-independent needs no
# relocations at each start. docs/decisions/0003 has the reasons.
RELEASE := -c release --static-swift-stdlib -Xlinker -s -Xswiftc -L$(CURDIR)/$(STATIC) \
  -Xswiftc -Xclang-linker -Xswiftc -no-pie -Xswiftc -Xclang-linker -Xswiftc -static-libgcc \
  -Xcc '-DQMD_COMMIT="$(COMMIT)"' --product qmd

.PHONY: build demo test races faults faults-quick soak fuzz test-tsan test-asan lint install bench docs setup setup-test clean

build: setup $(STATIC)
	@swift build $(RELEASE)

demo: build
	@./scripts/demo .build/release/qmd

test: setup-test
	@swift build --build-tests
	-@XDG_DATA_HOME=$(CURDIR)/.build/data .build/debug/qmd pull
	-@./scripts/mcp-client .build/mcp-client
	@swift test --skip-build --disable-xctest --parallel --skip '^Faults\.'

# A thousand forced races of an adoption with each of three ways in which editors save.
races: setup-test
	@QMD_RACES=1000 swift test --disable-xctest --filter AdoptionTests

# Made-up inputs for every parser, FUZZ_SECONDS each, and what they found; FUZZ_PARSERS="query config" for some.
FUZZ_SECONDS ?= 60
fuzz: setup
	@QMD_FUZZ=1 swift build -c release --scratch-path .build/fuzz --product fuzz \
	  -Xswiftc -enable-testing -Xswiftc -sanitize=fuzzer,address -Xswiftc -Xclang-linker -Xswiftc -fuse-ld=lld
	@Fuzz/run .build/fuzz/release/fuzz $(FUZZ_SECONDS) .build/fuzz/work $(FUZZ_PARSERS)

# The fast suite under a sanitizer, several times slower and in a folder of its own; SANITIZED="--filter X" for some.
# The faults are left out: they are about the static program, and about memory and time that a sanitizer changes.
# 66 is the status of a program in which something was found. A watcher's monitor copies itself on a thread of its own,
# which ThreadSanitizer takes for a mistake, and would end (die_after_fork).
SANITIZED ?= --skip '^Faults\.'
define sanitized
	@swift build --build-tests --sanitize $(1) --scratch-path $(2)
	-@XDG_DATA_HOME=$(CURDIR)/.build/data $(2)/debug/qmd pull
	-@./scripts/mcp-client .build/mcp-client
	@$(3) swift test --skip-build --disable-xctest --sanitize $(1) --scratch-path $(2) $(SANITIZED)
endef

test-tsan: setup-test
	$(call sanitized,thread,.build/tsan,\
	  TSAN_OPTIONS="exitcode=66 die_after_fork=0 suppressions=$(CURDIR)/Tests/Support/Sanitizers/thread.txt")

test-asan: setup-test
	$(call sanitized,address,.build/asan,ASAN_OPTIONS="exitcode=66 detect_leaks=0")

# The table of faults (docs/promises.md), on the static program: shortly, and at length with the races.
faults-quick: setup-test build
	@./scripts/faults quick

faults: setup-test build
	@./scripts/faults all

# Random changes, kills, stops and full disks under two searching clients; SOAK_MINUTES=10.
soak: setup-test build
	@./scripts/faults soak

lint:
	@swift format lint --strict --recursive Package.swift Sources Tests Benchmarks Fuzz

install: build
	@./scripts/install .build/release/qmd $(PREFIX)

# Figures beside their floors in one run; an idle machine makes them worth keeping.
bench: build
	@swift build $(subst --product qmd,--product vectors,$(RELEASE))
	@swift build $(subst --product qmd,--product plain-searches,$(RELEASE))
	@python3 Benchmarks/bench.py --qmd .build/release/qmd

# What the README and docs/ quote from the program.
docs: build
	@.build/release/qmd help --man > docs/qmd.1
	@.build/release/qmd help --readme > docs/verbs.md
	@./scripts/picture .build/release/qmd

setup:
	@./scripts/setup

setup-test:
	@./scripts/setup test

# Only the archives are in this folder, so the linker cannot choose the shared libraries.
$(STATIC): scripts/setup
	@mkdir -p $@
	@for name in $(LIBRARIES); do ln -sf "$$(cc -print-file-name=lib$$name.a)" $@/; done
	@touch $@

clean:
	@rm -rf .build
