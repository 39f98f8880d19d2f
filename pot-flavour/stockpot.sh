#!/bin/sh
# Layer 0 of the image: FreeBSD's packages, our build, users. Runs as root in the started jail.
# What comes from outside: packages by pkg(8), which checks their signatures, and /root/stockpot.tgz,
# made by `make dist` and copied in by the flavour's pot commands.
set -eu
root=${STOCKPOT_ROOT-} # put before all paths; for tests
archive=$root/root/stockpot.tgz

step() {
    echo "stockpot: $*"
}

fail() {
    echo "stockpot: $*" >&2
    exit 1
}

# The newest runtime that the repository has; 25 is the least.
newest_java() {
    pkg rquery -a '%n' | sed -n 's/^openjdk\([0-9][0-9]*\)-jre-headless$/\1/p' |
        sort -n | tail -n 1
}

[ -s "$archive" ] ||
    fail "there is no $archive: run 'make dist' in the checkout, then build with its pot-flavour folder"

step "packages"
ASSUME_ALWAYS_YES=yes
export ASSUME_ALWAYS_YES
pkg bootstrap -f
pkg update -f
java=$(newest_java)
[ "${java:-0}" -ge 25 ] ||
    fail "no openjdk25-jre-headless or newer is in the package repository: use the 'latest' branch (see pkg.conf(5)) or a newer release of FreeBSD"
pkg install "openjdk${java}-jre-headless" nginx consul node_exporter syslog-ng ca_root_nss curl

step "users"
# The numbers are fixed, so that a data set goes on belonging to the server in a new image.
pw groupshow stockpot >/dev/null 2>&1 || pw groupadd stockpot -g 3400
pw usershow stockpot >/dev/null 2>&1 ||
    pw useradd stockpot -u 3400 -g stockpot -d /nonexistent -s /usr/sbin/nologin -c 'Matrix homeserver'

step "Stockpot"
# Whoever made the archive, here it is root's and nobody else may write it.
tar -x -z -o -f "$archive" -C "$root/"
chown -R root:wheel "$root/usr/local/lib/stockpot"
chmod -R go-w "$root/usr/local/lib/stockpot"
rm -f "$archive"
install -d -o root -g stockpot -m 0750 "$root/usr/local/etc/stockpot"
install -d -o root -g stockpot -m 0750 "$root/var/log/stockpot"
install -d -o root -g wheel -m 0755 "$root/mnt"
cp "$root/usr/local/etc/newsyslog.conf.d/stockpot.conf.sample" \
    "$root/usr/local/etc/newsyslog.conf.d/stockpot.conf"
step "installed: $("$root/usr/local/bin/stockpot" --version)"
