#!/bin/sh
# Runs Maven on a JDK 25, or says in one line how to get them: bin/build/maven.sh WORDS…
# With "java" or "javac" as the first word it runs that program of the JDK instead.
set -u
here=$(cd "$(dirname "$0")/.." && pwd -P)
app=
# shellcheck source=bin/lib/launch.sh
. "$here/lib/launch.sh"

find_java
set_locale
JAVA_HOME=$java_home
export JAVA_HOME
if [ "${1-}" = java ]; then
    shift
    exec "$java_home/bin/java" "$@"
fi
if [ ! -x "$java_home/bin/javac" ]; then
    echo "$java_home has no compiler: a JDK is needed, not only a runtime. $(how_to_get java)" >&2
    exit 78
fi
if [ "${1-}" = javac ]; then
    shift
    exec "$java_home/bin/javac" "$@"
fi
if ! command -v "${MVN:-mvn}" >/dev/null 2>&1; then
    echo "Maven was not found. $(how_to_get maven)" >&2
    exit 78
fi
# Options for Java inside Maven: its own libraries draw warnings of newer JDKs.
MAVEN_OPTS="--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow ${MAVEN_OPTS-}"
export MAVEN_OPTS
# shellcheck disable=SC2086 # divided at blanks on purpose
exec "${MVN:-mvn}" -B -Dstyle.color=never ${MVN_OPTS-} "$@"
