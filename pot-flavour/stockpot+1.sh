#!/bin/sh
# Layer 1 of the image: the class archive, which is tied to this JVM and these paths and shortens
# each start; and a proof that what was installed runs here.
set -eu
root=${STOCKPOT_ROOT-}

fail() {
    echo "stockpot: $*" >&2
    exit 1
}

for program in nginx consul node_exporter syslog-ng; do
    [ -x "$root/usr/local/sbin/$program" ] || [ -x "$root/usr/local/bin/$program" ] ||
        fail "$program is not installed; see the output of layer 0"
done
# It starts a whole server on a throw-away folder, so the embedded database's library for FreeBSD
# is loaded too; where that fails the image is of no use.
sh "$root/usr/local/lib/stockpot/warm-up.sh" ||
    fail "the server does not run in this jail: see the lines above"
[ -s "$root/usr/local/lib/stockpot/stockpot.jsa" ] || fail "no class archive was made"
"$root/usr/local/bin/cook" version
