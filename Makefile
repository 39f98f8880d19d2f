# Works with GNU make and BSD make. `make` alone prints the targets.
#
# Variables: PREFIX, DESTDIR and SYSTEM (for which system, default: this one) for install; PORT and
# RUN (folder) for run; MVN_OPTS for Maven.

PREFIX = /usr/local
DESTDIR =
SYSTEM =
DIST = server/target/dist
STAGE = target/stage
FLAVOUR = pot-flavour
PORT = 8008
RUN = run
MAVEN = sh bin/build/maven.sh
LAUNCHERS = bin/stockpot bin/cook bin/hash_password bin/register_new_matrix_user \
	bin/matrix-change-user-admin-status
# All that a shell reads; the flavour, the services and the examples too.
SCRIPTS = $(LAUNCHERS) bin/cook-stop bin/cook-control bin/lib/*.sh bin/build/*.sh .ci/run rc.d/stockpot rc.d/cook \
	.ci/rigs/make .ci/rigs/consul/build.sh .ci/rigs/freebsd/rc.subr .ci/rigs/freebsd/bin/limits .ci/rigs/freebsd/bin/service \
	.ci/rigs/freebsd/bin/sysrc .ci/rigs/freebsd/jail/* pot-flavour/*.sh

help:
	@echo 'make run      build, then serve on http://localhost:8008/ from ./run (PORT=…, RUN=folder)'
	@echo 'make build    build what is installed, into server/target/dist'
	@echo 'make test     all tests of the code'
	@echo 'make check    format, arrows between packages, shell scripts'
	@echo 'make fmt      format the code'
	@echo 'make interop  unmodified Matrix clients chat on a server'
	@echo 'make bench    measure (see bench/)'
	@echo 'make install  into PREFIX=/usr/local, and make the class archive there'
	@echo 'make dist     what the FreeBSD package and the pot image take, into target/'
	@echo 'make sbom     list what the programs are made of (target/bom.json)'
	@echo 'make clean    remove what was built; ./run stays'

build:
	@$(MAVEN) -q -pl server,cook -am package -Dmaven.test.skip=true
	@$(MAVEN) java bin/build/MakeDist.java server/target cook/target
	@$(MAVEN) javac --release 25 -d server/target/dist/warm-up bin/build/WarmUp.java

run: build
	@sh bin/build/run.sh "$(RUN)" "$(PORT)"

test:
	@$(MAVEN) verify

check: check-format check-shell
	@$(MAVEN) -q -pl server test -Dtest='ArchitectureTest' -Dsurefire.failIfNoSpecifiedTests=false

check-format:
	@$(MAVEN) -q spotless:check

check-shell:
	@if command -v shellcheck >/dev/null 2>&1; then shellcheck -x $(SCRIPTS); \
	elif [ "$${CI-}" = true ]; then echo 'shellcheck is missing' >&2; exit 1; \
	else echo 'shellcheck is not installed: scripts were not checked'; fi

fmt:
	@$(MAVEN) -q spotless:apply

archive:
	@$(MAVEN) java bin/build/WarmUp.java bin/stockpot server/target/dist/stockpot.jsa

bench: build
	@$(MAVEN) -q -pl bench -am package -Dmaven.test.skip=true
	@$(MAVEN) java -jar bench/target/bench.jar $(BENCH)

interop: build
	@bench/interop/run

install: build
	@$(MAKE) install-files DESTDIR="$(DESTDIR)" PREFIX="$(PREFIX)" SYSTEM="$(SYSTEM)" DIST="$(DIST)"
	@[ -n "$(DESTDIR)" ] || sh "$(PREFIX)/lib/stockpot/warm-up.sh" || \
	echo 'No class archive was made: everything works, starts take longer.'
	@echo 'Installed in $(DESTDIR)$(PREFIX). Next: stockpot --help, cook --help'

# What has been built already, put in place. Of use for a port, where building is another step.
install-files:
	@sh bin/build/install.sh "$(DIST)" "$(DESTDIR)" "$(PREFIX)" "$(SYSTEM)"

# One tar file as for FreeBSD, which the flavour takes into its jail, and the list of its files in
# the form of pkg-plist(5) for a port.
dist: build
	@$(MAKE) dist-files

dist-files:
	@rm -rf "$(STAGE)"
	@$(MAKE) install-files DESTDIR="$(STAGE)" PREFIX=/usr/local SYSTEM=FreeBSD DIST="$(DIST)"
	@sh bin/build/plist.sh "$(STAGE)" /usr/local >"$(STAGE)/../pkg-plist"
	@mkdir -p "$(FLAVOUR)/stockpot.d"
	@tar -C "$(STAGE)" -czf "$(STAGE)/../stockpot.tgz" usr
	@cp "$(STAGE)/../stockpot.tgz" "$(FLAVOUR)/stockpot.d/stockpot.tgz"
	@echo 'Made: target/stockpot.tgz, target/pkg-plist, $(FLAVOUR)/stockpot.d/stockpot.tgz'

sbom:
	@$(MAVEN) -q cyclonedx:makeAggregateBom
	@echo 'target/bom.json'

clean:
	@rm -rf pot-flavour/stockpot.d target server/target cook/target bench/target

.PHONY: help build run test check check-format check-shell fmt archive bench interop install install-files dist dist-files \
	sbom clean
