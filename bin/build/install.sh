#!/bin/sh
# Puts what was built in place: bin/build/install.sh DIST DESTDIR PREFIX [SYSTEM]. Called by
# `make install-files`. DESTDIR may be empty; SYSTEM is what `uname -s` says there. No class archive
# is made: it is tied to the machine, so lib/stockpot/warm-up.sh does that on it.
set -eu
dist=$1
prefix=$3
to=$2$3
system=${4:-$(uname -s)}
top=$(cd "$(dirname "$0")/../.." && pwd -P)

if [ ! -f "$dist/stockpot.jar" ]; then
    echo "$dist holds no program: run 'make build' first" >&2
    exit 1
fi
umask 022

# A folder's files, without the rights that the builder's umask gave them.
program() {
    cp "$1" "$2"
    chmod 755 "$2"
}

text() {
    cp "$1" "$2"
    chmod 644 "$2"
}

filled() {
    sed "s#%%PREFIX%%#$prefix#g" "$1" >"$2"
    chmod "$3" "$2"
}

app=$to/lib/stockpot
mkdir -p "$to/bin" "$app"
# What an older version left there would be on the class path.
rm -rf "${app:?}"/*
cp -Rp "$dist/." "$app"
rm -f "$app/stockpot.jsa"
for file in "$top"/bin/lib/*.sh; do
    program "$file" "$app/${file##*/}"
done
for file in "$top"/bin/*; do
    [ -f "$file" ] && program "$file" "$to/bin/${file##*/}"
done

share=$to/share
rm -rf "$share/examples/stockpot" "$share/doc/stockpot"
mkdir -p "$share/examples/stockpot" "$share/doc/stockpot"
cp -R "$top/docs/examples/." "$share/examples/stockpot"
mkdir -p "$share/examples/stockpot/nomad"
cp -R "$top/nomad/." "$share/examples/stockpot/nomad"
for file in "$top"/docs/*.md "$top/README.md" "$top/CHANGELOG.md" "$top/LICENSE"; do
    [ -f "$file" ] && text "$file" "$share/doc/stockpot/${file##*/}"
done

if [ "$system" = FreeBSD ]; then
    mkdir -p "$to/etc/rc.d" "$to/etc/newsyslog.conf.d"
    filled "$top/rc.d/stockpot" "$to/etc/rc.d/stockpot" 755
    filled "$top/rc.d/cook" "$to/etc/rc.d/cook" 755
    # As packages do it: the sample is ours, the file itself the operator's.
    text "$top/rc.d/newsyslog.conf" "$to/etc/newsyslog.conf.d/stockpot.conf.sample"
    if [ -z "$2" ] && [ ! -e "$to/etc/newsyslog.conf.d/stockpot.conf" ]; then
        text "$top/rc.d/newsyslog.conf" "$to/etc/newsyslog.conf.d/stockpot.conf"
    fi
fi
# Nobody but their owner may write what was installed.
chmod -R go-w,a+rX "$app" "$share/examples/stockpot" "$share/doc/stockpot"
