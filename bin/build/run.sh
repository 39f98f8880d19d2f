#!/bin/sh
# Serves a local server for trying out: bin/build/run.sh FOLDER PORT. Called by make run.
# What it makes in FOLDER is found again by the next run.
set -eu
folder=$1
port=$2
top=$(cd "$(dirname "$0")/../.." && pwd -P)

archive=$top/server/target/dist/stockpot.jsa
if [ ! -f "$archive" ]; then
    sh "$top/bin/build/maven.sh" java "$top/bin/build/WarmUp.java" "$top/bin/stockpot" "$archive" ||
        echo "make run: no class archive was made; the server starts without it."
fi

greet() {
    cat <<TEXT

Stockpot serves http://localhost:$1/ to this machine only, with registration open.
  Log in:    any Matrix client, with this address as its homeserver; register there,
             or by  bin/register_new_matrix_user -c $2
  Settings:  $2 (explained by bin/stockpot --explain)
  Stop:      Ctrl-C. What was written stays in $folder; remove the folder to begin anew.

TEXT
}

# A folder of before cook did this: it goes on as it is.
config=$folder/homeserver.yaml
if [ -f "$config" ]; then
    used=$(sed -n 's/^  - port: \([0-9][0-9]*\)$/\1/p' "$config" | head -n 1)
    [ "$used" = "$port" ] || echo "make run: $config says port $used; PORT=$port has no effect on it."
    greet "$used" "$config"
    exec "$top/bin/stockpot" --config "$config"
fi

# What cook is told here; other variables of it that happen to be set count too.
mkdir -p "$folder"
folder=$(cd "$folder" && pwd -P)
greet "$port" "$folder/etc/current/homeserver.yaml"
exec env DOMAIN=localhost ALERTEMAIL=root@localhost NOSSL=true REGISTRATIONENABLE=true \
    PUBLIC_BASEURL="http://localhost:$port/" \
    "$top/bin/cook" up --root "$folder" --ports "client=$port,metrics=$((port + 1082))"
