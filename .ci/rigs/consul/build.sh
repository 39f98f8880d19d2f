#!/bin/sh
# build.sh PROGRAM: builds Consul at the version of go.mod and puts it there; nothing if it is there.
# Some nine minutes on two cores the first time, seconds when Go's build cache is warm; 1.6 GB of
# memory while linking. `go install` of Consul is not possible (its module has replace lines), and
# newer versions as a dependency lack checksums of some of their modules.
set -eu
program=$1
[ ! -x "$program" ] || exit 0
mkdir -p "$(dirname "$program")"
program=$(cd "$(dirname "$program")" && pwd -P)/$(basename "$program")
cd "$(dirname "$0")"
# -mod=mod writes into go.sum; the copy keeps the checkout clean.
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
cp go.mod go.sum tools.go "$copy"
cd "$copy"
go build -mod=mod -o "$program.new" github.com/hashicorp/consul
mv "$program.new" "$program"
