# shellcheck shell=sh disable=SC2154
# The common part of the launchers: finds a JDK, decides on memory, starts Java. Sourced by them
# after they have set "here" to their own folder, links resolved. POSIX sh only (dash, busybox ash,
# FreeBSD's sh).
#
# Variables it reads:
#   STOCKPOT_JAVA_HOME   the JDK to use, before any other
#   STOCKPOT_HEAP        largest Java heap, such as 256m; else worked out from the memory limit
#   MEMORY, NOMAD_MEMORY_LIMIT   memory limit; MEMORY takes k, m, g behind the number, bare
#                        numbers are megabytes; else the limit of the control group counts
#   STOCKPOT_PROFILE     lean (default: least memory) or fast (more memory, optimising compiler)
#   STOCKPOT_JAVA_OPTS   further options for Java, divided at blanks
#   STOCKPOT_TMP         folder for Java's temporary files, where /tmp cannot be written
#   STOCKPOT_ROOT        put before the system's folders that are looked at; for tests

least_java=25
least_heap=40     # MB: below this the server does not work
usual_heap=96     # MB: enough for a small server
outside_heap=110  # MB: what a server needs beside its heap

# Where the program lies: installed under PREFIX/lib/stockpot, or built in a checkout.
find_app() {
    if [ -f "$here/../lib/stockpot/$1.jar" ]; then
        app=$(cd "$here/../lib/stockpot" && pwd -P)
    elif [ -f "$here/../server/target/dist/$1.jar" ]; then
        app=$(cd "$here/../server/target/dist" && pwd -P)
    else
        echo "$1: the program is not there: run 'make build' in the checkout, or install it anew" >&2
        exit 78
    fi
}

# Whether a folder is a Java home that is new enough. Reads its release file; starts no Java.
is_java_home() {
    [ -n "$1" ] && [ -x "$1/bin/java" ] && [ -f "$1/release" ] || return 1
    version=$(sed -n 's/^JAVA_VERSION="\([0-9][0-9]*\).*/\1/p' "$1/release")
    [ -n "$version" ] && [ "$version" -ge "$least_java" ]
}

# A bundled runtime, FreeBSD's folders, Linux's, SDKMAN's, macOS's; the first that fits.
search_java() {
    for home in "${app:-}/runtime" \
        "${STOCKPOT_ROOT-}"/usr/local/openjdk[0-9]* \
        "${STOCKPOT_ROOT-}"/usr/lib/jvm/* \
        "${STOCKPOT_ROOT-}"/usr/java/* \
        "${STOCKPOT_ROOT-}"/opt/java/* \
        "${STOCKPOT_ROOT-}${HOME-}"/.sdkman/candidates/java/* \
        "${STOCKPOT_ROOT-}"/Library/Java/JavaVirtualMachines/*/Contents/Home \
        "${STOCKPOT_ROOT-}"/opt/homebrew/opt/openjdk*; do
        if is_java_home "$home"; then
            java_home=$home
            return 0
        fi
    done
    return 1
}

# Sets java_home, or says how to get a JDK.
find_java() {
    if [ -n "${STOCKPOT_JAVA_HOME-}" ]; then
        java_home=$STOCKPOT_JAVA_HOME
        is_java_home "$java_home" && return 0
        echo "STOCKPOT_JAVA_HOME=$java_home is no Java $least_java or newer: name one, or unset it" >&2
        exit 78
    fi
    java_home=${JAVA_HOME-}
    is_java_home "$java_home" && return 0
    search_java && return 0
    echo "No Java $least_java or newer was found. $(how_to_get java)" >&2
    exit 78
}

# One line for this system.
how_to_get() {
    release=${STOCKPOT_ROOT-}/etc/os-release
    family=
    [ -r "$release" ] && family=$(sed -n 's/^ID\(_LIKE\)\{0,1\}=//p' "$release" | tr -d '"' | tr '\n' ' ')
    system=$(uname -s)
    case "$1 $system $family" in
        java\ FreeBSD*) echo "Get it by: pkg install openjdk25" ;;
        maven\ FreeBSD*) echo "Get it by: pkg install maven" ;;
        java\ Darwin*) echo "Get it by: brew install openjdk@25" ;;
        maven\ Darwin*) echo "Get it by: brew install maven" ;;
        java*debian* | java*ubuntu*)
            echo "Get it by: apt-get install openjdk-25-jdk-headless (where the release has none: temurin-25-jdk, see https://adoptium.net/installation/linux)"
            ;;
        maven*debian* | maven*ubuntu*) echo "Get it by: apt-get install maven" ;;
        java*alpine*) echo "Get it by: apk add openjdk25-jdk" ;;
        maven*alpine*) echo "Get it by: apk add maven" ;;
        java*fedora* | java*rhel*) echo "Get it by: dnf install java-25-openjdk-devel" ;;
        maven*fedora* | maven*rhel*) echo "Get it by: dnf install maven" ;;
        java*) echo "Get a JDK $least_java from https://adoptium.net, then set STOCKPOT_JAVA_HOME" ;;
        *) echo "Get it from https://maven.apache.org/download.cgi" ;;
    esac
}

# Under a locale without UTF-8 Java would not see other bytes of arguments, names and variables.
set_locale() {
    case "${LC_ALL:-${LC_CTYPE:-${LANG-}}}" in
        *[Uu][Tt][Ff]-8* | *[Uu][Tt][Ff]8*) ;;
        *)
            LC_ALL=C.UTF-8
            export LC_ALL
            ;;
    esac
}

# A size such as 512m, 1g, 300000k or a bare number of megabytes, in megabytes; nothing if unclear.
megabytes() {
    number=$(printf '%s' "$1" | sed -n 's/^\([0-9]\{1,9\}\)[kKmMgG]\{0,1\}[iI]\{0,1\}[bB]\{0,1\}$/\1/p')
    [ -n "$number" ] || return 0
    case "$1" in
        *[0-9][kK]*) echo $((number / 1024)) ;;
        *[0-9][gG]*) echo $((number * 1024)) ;;
        *) echo "$number" ;;
    esac
}

# The limit of the control group in megabytes; nothing where there is none.
control_group_limit() {
    root=${STOCKPOT_ROOT-}/sys/fs/cgroup
    group=
    [ -r "${STOCKPOT_ROOT-}/proc/self/cgroup" ] &&
        group=$(sed -n 's/^0:://p' "${STOCKPOT_ROOT-}/proc/self/cgroup" | head -n 1)
    for file in "$root$group/memory.max" "$root/memory.max" "$root/memory/memory.limit_in_bytes"; do
        [ -r "$file" ] || continue
        bytes=$(cat "$file")
        case "$bytes" in
            max | '' | *[!0-9]*) continue ;;
        esac
        # Twelve digits are 100 GB to 1 TB; longer numbers are how "no limit" is written.
        [ "${#bytes}" -le 12 ] && echo $((bytes / 1048576)) && return 0
    done
    return 0
}

memory_limit() {
    limit=
    [ -n "${MEMORY-}" ] && limit=$(megabytes "$MEMORY")
    [ -z "$limit" ] && [ -n "${NOMAD_MEMORY_LIMIT-}" ] && limit=$(megabytes "$NOMAD_MEMORY_LIMIT")
    [ -z "$limit" ] && limit=$(control_group_limit)
    echo "$limit"
}

# The heap in megabytes. A larger heap only delays collections, so it is a quarter of the limit,
# not less than the usual one; and it leaves room for what lies outside it.
heap_for() {
    [ -n "$1" ] || { echo "$usual_heap"; return 0; }
    heap=$(($1 / 4))
    [ "$heap" -lt "$usual_heap" ] && heap=$usual_heap
    room=$((($1 - outside_heap) * 3 / 4))
    [ "$heap" -gt "$room" ] && heap=$room
    [ "$heap" -lt "$least_heap" ] && heap=$least_heap
    echo "$heap"
}

# Where the library of the embedded database for this machine lies, if it is unpacked.
native_folder() {
    system=$(uname -s)
    machine=$(uname -m)
    case "$system" in
        Darwin) system=Mac ;;
        Linux) [ -n "$(ls "${STOCKPOT_ROOT-}"/lib/ld-musl-* 2>/dev/null)" ] && system=Linux-Musl ;;
    esac
    case "$machine" in
        amd64) machine=x86_64 ;;
        arm64) machine=aarch64 ;;
    esac
    native=$app/native/$system/$machine
    [ -d "$native" ] || native=
}

# Sets temporary. What is started must not see the variable: it would take it for a setting.
take_temporary() {
    temporary=${STOCKPOT_TMP-}
    unset STOCKPOT_TMP
}

# Becomes the server: run_server JAR WORDS…
run_server() {
    jar=$1
    shift
    find_app "$jar"
    find_java
    set_locale
    take_temporary
    umask 077 # what the server writes is its own
    heap=${STOCKPOT_HEAP:-$(heap_for "$(memory_limit)")m}
    native_folder
    [ -n "$native" ] &&
        set -- "-Dorg.sqlite.lib.path=$native" \
            "-Dorg.sqlite.lib.name=$(basename "$native"/libsqlitejdbc.*)" -jar "$app/$jar.jar" "$@"
    [ -n "$native" ] || set -- -jar "$app/$jar.jar" "$@"
    [ -f "$app/$jar.jsa" ] && [ -z "${STOCKPOT_NO_ARCHIVE-}" ] &&
        set -- "-XX:SharedArchiveFile=$app/$jar.jsa" -Xlog:cds=off -Xlog:aot=off "$@"
    [ -n "$temporary" ] && set -- "-Djava.io.tmpdir=$temporary" "$@"
    [ "${STOCKPOT_PROFILE:-lean}" = lean ] && set -- -XX:TieredStopAtLevel=1 "$@"
    [ "$(uname -s)" = Linux ] && set -- -XX:TrimNativeHeapInterval=5000 "$@"
    # shellcheck disable=SC2086 # divided at blanks on purpose
    exec "$java_home/bin/java" -XX:+UseSerialGC -Xms8m "-Xmx$heap" -XX:-ShrinkHeapInSteps \
        -XX:MinHeapFreeRatio=10 -XX:MaxHeapFreeRatio=20 -XX:-UsePerfData \
        -XX:+ExitOnOutOfMemoryError ${STOCKPOT_JAVA_OPTS-} "$@"
}

# Becomes a short-lived tool: run_tool JAR WORDS…
run_tool() {
    jar=$1
    shift
    find_app "$jar"
    find_java
    set_locale
    take_temporary
    set -- -jar "$app/$jar.jar" "$@"
    [ -n "$temporary" ] && set -- "-Djava.io.tmpdir=$temporary" "$@"
    exec "$java_home/bin/java" -XX:+UseSerialGC -Xms8m -Xmx64m -XX:TieredStopAtLevel=1 \
        -XX:-UsePerfData "$@"
}
