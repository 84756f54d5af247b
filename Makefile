# `make demo` shows what qmd does, `make test` checks it; both set up what they need.

PREFIX ?= $(HOME)/.local
STATIC := .build/static
LIBRARIES := sqlite3 zstd nettle cmark-gfm cmark-gfm-extensions yaml inotifytools stdc++
COMMIT := $(shell git rev-parse --short HEAD 2>/dev/null)

# One file to install, without libraries to load at each start. A program that is not position-independent needs no
# relocations, half a millisecond of every search. docs/decisions/0003 has the figures.
RELEASE := -c release --static-swift-stdlib -Xlinker -s -Xswiftc -L$(CURDIR)/$(STATIC) \
  -Xswiftc -Xclang-linker -Xswiftc -no-pie -Xswiftc -Xclang-linker -Xswiftc -static-libgcc \
  -Xcc '-DQMD_COMMIT="$(COMMIT)"' --product qmd

.PHONY: build demo test races faults faults-quick soak lint install bench docs setup setup-test clean

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

# The table of faults (docs/promises.md), on the static program: shortly, and at length.
faults-quick: setup-test build
	@./scripts/faults quick

faults: setup-test build
	@./scripts/faults all

# Random changes, kills, stops and full disks under two searching clients; SOAK_MINUTES=10.
soak: setup-test build
	@./scripts/faults soak

lint:
	@swift format lint --strict --recursive Package.swift Sources Tests Benchmarks

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
