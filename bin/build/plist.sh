#!/bin/sh
# Prints the list of what a FreeBSD package of the staged installation holds, in the form of
# pkg-plist: bin/build/plist.sh STAGE PREFIX. The port creates the user and the group stockpot
# (3400) by USERS and GROUPS.
set -eu
stage=$1$2
[ -d "$stage" ] || { echo "$stage is no folder: run 'make dist' first" >&2; exit 1; }

(cd "$stage" && find . -type f -o -type l) | sed 's,^\./,,' | LC_ALL=C sort |
    sed 's,^\(etc/.*\.sample\)$,@sample \1,'
# The configuration is root's, the server may read it; the data is the server's.
echo '@dir(root,stockpot,0750) etc/stockpot'
echo '@dir(stockpot,stockpot,0750) /var/db/stockpot'
echo '@postexec sh %D/lib/stockpot/warm-up.sh || true'
echo '@postunexec rm -f %D/lib/stockpot/stockpot.jsa'
