#!/bin/sh
# Makes the class archive of this installation, which shortens starts: the last step of installing
# it, and again after another JDK was installed. It starts a server on a throw-away folder and port,
# uses it a little, and removes all of it. Without an archive everything works too.
set -u
here=$(cd "$(dirname "$0")" && pwd -P)
# shellcheck source=bin/lib/launch.sh
. "$here/launch.sh"
app=$here
find_java
set_locale
exec "$java_home/bin/java" -cp "$app/warm-up" WarmUp "$here/../../bin/stockpot" "$app/stockpot.jsa"
