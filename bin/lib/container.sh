#!/bin/sh
# Starts Stockpot in a container: the entry point of docs/examples/docker. Works on a read-only root
# and without a user of that number in /etc/passwd.
#
#   container.sh                    the server with homeserver.yaml; where there is none, `cook up`
#                                   from the variables if DOMAIN is set
#   container.sh generate [NAME]    makes homeserver.yaml, log configuration and signing key
#   container.sh WORD …             that program: cook, register_new_matrix_user, hash_password …
#   container.sh --OPTION …         the server with these options
#
# Variables:
#   UID, GID               numbers to run as when started as root; default 3400. A folder that is
#                          empty is handed to them; one that holds another's files is refused
#   DATADIR                where data lies; default /data
#   SYNAPSE_CONFIG_DIR     where homeserver.yaml lies; default /config if that folder is there (a
#                          volume), else DATADIR. SYNAPSE_CONFIG_PATH names the file itself
#   SYNAPSE_SERVER_NAME, SYNAPSE_REPORT_STATS     for generate
set -u

here=$(cd "$(dirname "$0")" && pwd -P)
bin=$(cd "$here/../../bin" && pwd -P)

fail() {
    echo "stockpot: $*" >&2
    exit 1
}

# Some shells set UID themselves, so what was given is read where the system keeps it.
given() {
    [ -r "/proc/$$/environ" ] || return 0
    tr '\0' '\n' <"/proc/$$/environ" | sed -n "s/^$1=//p" | head -n 1
}

number() {
    case "$2" in
        '' | *[!0-9]*) fail "$1=$2 must be a number, such as $1=1000" ;;
    esac
}

# Sets uid and gid: whom everything runs as.
whom() {
    self=$(id -u)
    if [ "$self" != 0 ]; then
        uid=$self
        gid=$(id -g)
        asked=$(given UID)
        [ -z "$asked" ] || [ "$asked" = "$uid" ] ||
            echo "stockpot: UID=$asked has no effect, for the container was not started as root" >&2
        return 0
    fi
    uid=$(given UID)
    gid=$(given GID)
    uid=${uid:-3400}
    gid=${gid:-$uid}
    number UID "$uid"
    number GID "$gid"
    [ "$uid" != 0 ] || echo "stockpot: UID=0 is root; that is right only where root is somebody else outside" >&2
}

# A folder that this user may write. A fresh volume belongs to root and is empty; anything else that
# belongs to somebody else is not ours to change.
take() {
    [ ! -L "$1" ] || fail "$1 is a link; mount the folder itself"
    [ -d "$1" ] || mkdir -m 0700 "$1" 2>/dev/null ||
        fail "$1 is not there and cannot be made: mount a volume there (-v FOLDER:$1)"
    owner=$(stat -c %u:%g "$1")
    [ "$self" = 0 ] && [ "${owner%%:*}" != "$uid" ] || return 0
    [ -z "$(ls -A "$1")" ] ||
        fail "$1 belongs to $owner and is not empty, but the server runs as $uid:$gid. Either give UID=${owner%%:*} GID=${owner##*:}, or on the host: chown -R $uid:$gid FOLDER"
    chown -h "$uid:$gid" "$1" ||
        fail "$1 belongs to $owner and cannot be handed to $uid:$gid; on the host: chown $uid:$gid FOLDER"
}

# Becomes the given words as that user, without any right more and without /etc/passwd.
become() {
    if [ "$self" != 0 ] || [ "$uid" = 0 ]; then
        exec "$@"
    fi
    if setpriv --help 2>&1 | grep -q -e --reuid; then
        exec setpriv --reuid "$uid" --regid "$gid" --clear-groups --no-new-privs -- "$@"
    fi
    for dropper in su-exec gosu; do
        if command -v "$dropper" >/dev/null 2>&1; then
            exec "$dropper" "$uid:$gid" "$@"
        fi
    done
    fail "none of setpriv, su-exec and gosu is in this image; start it with --user $uid:$gid instead"
}

# Java's temporary files, also where /tmp is not writable. The folder is the user's own.
temporary() {
    STOCKPOT_TMP=$data/tmp
    export STOCKPOT_TMP
    HOME=$data # .pgpass lies there
    export HOME
    [ -d "$STOCKPOT_TMP" ] && return 0
    mkdir -m 0700 "$STOCKPOT_TMP" 2>/dev/null || fail "$data cannot be written by $(id -u); check its owner"
    [ "$self" = 0 ] && chown "$uid:$gid" "$STOCKPOT_TMP"
    return 0
}

# A container is reached from outside by its own address, so the server may not listen on loopback
# alone. Only in the file that was made just now; runs as the user. To Java 0.0.0.0 is IPv6 as well.
# The signing key goes to the data, which it belongs to, and not beside the configuration.
generate() {
    name=${1:-${SYNAPSE_SERVER_NAME:-${DOMAIN-}}}
    [ -n "$name" ] || fail "generate needs the server's name: generate example.com (or SYNAPSE_SERVER_NAME)"
    umask 077
    "$bin/stockpot" --generate-config "--server-name=$name" \
        "--report-stats=${SYNAPSE_REPORT_STATS:-no}" "--config-path=$config" \
        "--data-directory=$data" "--config-directory=$data" || exit $?
    sed "s/^\( *bind_addresses:\) \['127\.0\.0\.1'\]\$/\1 ['0.0.0.0']/; s/^\( *#\) Plain HTTP for this machine only;/\1 Plain HTTP, for the container's network;/" \
        "$config" >"$config.new" && mv "$config.new" "$config"
}

serve() {
    if [ -e "$config" ]; then
        exec "$bin/stockpot" --config "$config"
    fi
    if [ -n "${DOMAIN-}${DOMAIN_FILE-}" ]; then
        DATADIR=$data
        export DATADIR
        exec "$bin/cook" up
    fi
    fail "there is no $config: make it by 'generate example.com' with the same volumes, or set DOMAIN and ALERTEMAIL to have all of it made"
}

start() {
    case "${1-}" in
        '' | run) serve ;;
        generate)
            [ "$#" -le 2 ] || fail "generate takes one name"
            generate "${2-}"
            ;;
        -*) exec "$bin/stockpot" "$@" ;;
        stockpot | cook | cook-stop | hash_password | register_new_matrix_user | matrix-change-user-admin-status)
            program=$1
            shift
            exec "$bin/$program" "$@"
            ;;
        *) exec "$@" ;;
    esac
}

data=${DATADIR:-/data}
folder=${SYNAPSE_CONFIG_DIR:-}
if [ -z "$folder" ]; then
    folder=$data
    [ -d /config ] && folder=/config
fi
config=${SYNAPSE_CONFIG_PATH:-$folder/homeserver.yaml}

# The second time this script runs as the user, with nothing left to arrange.
if [ "${STOCKPOT_DROPPED-}" = yes ]; then
    unset STOCKPOT_DROPPED
    start "$@"
    exit
fi
whom
take "$data"
# A read-only folder of configuration is as it should be, whosever it is.
if [ "${config%/*}" != "$data" ] && { [ "${1-}" = generate ] || [ ! -d "${config%/*}" ]; }; then
    take "${config%/*}"
fi
temporary
STOCKPOT_DROPPED=yes
export STOCKPOT_DROPPED
become /bin/sh "$here/container.sh" "$@"
