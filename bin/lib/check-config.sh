#!/bin/sh
# Checks the configuration named by STOCKPOT_CHECK and starts nothing. The rc.d script has the
# server's user run it: su(1) takes a line for a shell, of which nobody knows which one it is, so the
# file's name comes by the environment.
set -u
here=$(cd "$(dirname "$0")" && pwd -P)
file=${STOCKPOT_CHECK:?names the configuration}
# It would be taken for a setting of the server.
unset STOCKPOT_CHECK
exec "$here/../../bin/stockpot" --config "$file" --check-config
