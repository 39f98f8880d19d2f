#!/bin/sh
# Serves a local server for trying out: bin/build/run.sh FOLDER PORT. Called by make run.
# What it makes in FOLDER is found again by the next run.
set -eu
folder=$1
port=$2
top=$(cd "$(dirname "$0")/../.." && pwd -P)
config=$folder/homeserver.yaml

if [ ! -f "$config" ]; then
    "$top/bin/stockpot" --generate-config --server-name localhost --report-stats no \
        --config-path "$config" --data-directory "$folder" --port "$port" --open-registration \
        >/dev/null
fi
# The port may be another one than when the configuration was made.
used=$(sed -n 's/^  - port: \([0-9][0-9]*\)$/\1/p' "$config" | head -n 1)
[ "$used" = "$port" ] || echo "make run: $config says port $used; PORT=$port has no effect on it."

archive=$top/server/target/dist/stockpot.jsa
if [ ! -f "$archive" ]; then
    sh "$top/bin/build/maven.sh" java "$top/bin/build/WarmUp.java" "$top/bin/stockpot" "$archive" ||
        echo "make run: no class archive was made; the server starts without it."
fi

cat <<TEXT

Stockpot serves http://localhost:$used/ to this machine only, with registration open.
  Log in:    any Matrix client, with this address as its homeserver; register there,
             or by  bin/register_new_matrix_user -c $config
  Settings:  $config (explained by bin/stockpot --explain)
  Stop:      Ctrl-C. What was written stays in $folder; remove the folder to begin anew.

TEXT
exec "$top/bin/stockpot" --config "$config"
