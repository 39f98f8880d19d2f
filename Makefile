# Works with GNU make and BSD make. `make` alone prints the targets.
#
# Variables: PREFIX and DESTDIR for install; PORT and RUN (folder) for run; MVN_OPTS for Maven.

PREFIX = /usr/local
DESTDIR =
PORT = 8008
RUN = run
MAVEN = sh bin/build/maven.sh
LAUNCHERS = bin/stockpot bin/cook bin/hash_password bin/register_new_matrix_user \
	bin/matrix-change-user-admin-status
SCRIPTS = $(LAUNCHERS) bin/lib/launch.sh bin/lib/front.sh bin/build/maven.sh bin/build/run.sh .ci/run

help:
	@echo 'make run      build, then serve on http://localhost:8008/ from ./run (PORT=…, RUN=folder)'
	@echo 'make build    build what is installed, into server/target/dist'
	@echo 'make test     all tests of the code'
	@echo 'make check    format, arrows between packages, shell scripts'
	@echo 'make fmt      format the code'
	@echo 'make interop  unmodified Matrix clients chat on a server'
	@echo 'make bench    measure (see bench/)'
	@echo 'make install  into PREFIX=/usr/local, and make the class archive there'
	@echo 'make sbom     list what the programs are made of (target/bom.json)'
	@echo 'make clean    remove what was built; ./run stays'

build:
	@$(MAVEN) -q -pl server,cook -am package -Dmaven.test.skip=true
	@$(MAVEN) java bin/build/MakeDist.java server/target cook/target

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
	@mkdir -p "$(DESTDIR)$(PREFIX)/bin" "$(DESTDIR)$(PREFIX)/lib/stockpot"
	@rm -rf "$(DESTDIR)$(PREFIX)/lib/stockpot"/*
	@cp -Rp server/target/dist/. bin/lib/launch.sh bin/lib/front.sh "$(DESTDIR)$(PREFIX)/lib/stockpot"
	@rm -f "$(DESTDIR)$(PREFIX)/lib/stockpot/stockpot.jsa"
	@cp -p $(LAUNCHERS) "$(DESTDIR)$(PREFIX)/bin"
	@if [ -z "$(DESTDIR)" ]; then \
	$(MAVEN) java bin/build/WarmUp.java "$(PREFIX)/bin/stockpot" "$(PREFIX)/lib/stockpot/stockpot.jsa"; \
	fi
	@echo 'Installed in $(DESTDIR)$(PREFIX). Next: stockpot --help'

sbom:
	@$(MAVEN) -q cyclonedx:makeAggregateBom
	@echo 'target/bom.json'

clean:
	@rm -rf target server/target cook/target bench/target

.PHONY: help build run test check check-format check-shell fmt archive bench interop install sbom clean
