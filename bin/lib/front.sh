#!/bin/sh
# What stays in front after `cook up`: starts services in order, keeps them alive, passes signals
# on, calls cook's periodic duties, stops in reverse order. A script, so that no second JVM lies
# beside the server. Called by bin/cook:  sh front.sh FOLDER
#
# FOLDER is the table that cook wrote; it is data only, no line of it is evaluated:
#   services/NN-NAME/argv       the program and its words, one a line; it stays in the foreground
#   services/NN-NAME/signal     how it is stopped, such as TERM
#   services/NN-NAME/limit      seconds until it is killed instead
#   services/NN-NAME/reload     the signal that has it read its configuration anew; may be absent
#   services/NN-NAME/essential  present: when it cannot be kept alive, all ends with 1
#   services/NN-NAME/process    a word of its command line by which what a killed front left is known;
#                               else the first word of argv
#   services/NN-NAME/output     a file that takes what it prints; else that goes where ours goes
#   tend, leave                 words of the periodic duties, and of what comes before a stop
#   tend.next                   seconds until the next round, written by a round; else TEND_SECONDS
#
# After a change cook puts an empty file "restart" or "again" (read configuration anew) into the
# folders concerned, one named "change" into FOLDER, and sends HUP. HUP without "change" has every
# service read its configuration anew.
#
# POSIX sh only (dash, busybox ash, mksh, FreeBSD's sh). Ends with 0 after TERM or INT, 1 otherwise.
set -u

table=$1
run=${table%/*}
most_failures=${FRONT_MOST_FAILURES:-10} # in a row, each within steady_after
steady_after=60                          # seconds after which a start counts as good
longest_pause=${FRONT_LONGEST_PAUSE:-60} # seconds between two starts, at the most
tend_seconds=${TEND_SECONDS:-600}
leave_limit=5

say() {
    echo "cook: $*"
}

# Becomes the program whose words stand in a file, one a line; called in a process of its own.
become() {
    file=$1
    set --
    while IFS= read -r word || [ -n "$word" ]; do
        set -- "$@" "$word"
    done <"$file"
    exec "$@"
}

# What stands in a file of one line, or the second word.
line_of() {
    line=
    [ -r "$1" ] && IFS= read -r line <"$1"
    echo "${line:-$2}"
}

# Whole or absent, also when we are killed.
put() {
    echo "$2" >"$1.new" && mv -f "$1.new" "$1"
}

# The command line of a process, as far as this system tells it.
command_of() {
    if [ -r "/proc/$1/cmdline" ]; then
        tr '\0' ' ' <"/proc/$1/cmdline"
    else
        ps -o args= -p "$1" 2>/dev/null
    fi
}

# Kills a process after so many seconds unless this guard is killed first. $1 pid, $2 seconds
guard() {
    kill_after "$1" "$2" &
    guard=$!
}

# In a process of its own.
kill_after() {
    stopping=
    stop=
    failed=
    trap 'stopping=1; wake' TERM
    rest "$2"
    [ -n "$stopping" ] || kill -KILL "$1" 2>/dev/null
    exit 0
}

# Sleeps until a signal comes. Whoever sets a trap has it note the signal in one of these variables
# and call wake: so the signal is seen whenever it comes, before the wait begins or in it.
rest() {
    sleep "$1" &
    nap=$!
    [ -n "${stopping-}${stop-}${failed-}${hup-}" ] || wait "$nap"
    kill "$nap" 2>/dev/null
    nap=
}

wake() {
    [ -z "${nap-}" ] || kill "$nap" 2>/dev/null
}

# Waits for a child of ours. A signal ends a wait early while the child lives on.
await() {
    while :; do
        wait "$1"
        status=$?
        [ "$status" -gt 128 ] && kill -0 "$1" 2>/dev/null && continue
        return 0
    done
}

# ---------------------------------------------------------------- one service, in a subshell

launch() {
    output=$(line_of "$folder/output" '')
    if [ -n "$output" ]; then
        become "$folder/argv" </dev/null >>"$output" 2>&1 &
    else
        become "$folder/argv" </dev/null &
    fi
    child=$!
    put "$run/$name.pid" "$child"
}

stop_child() {
    [ -n "$child" ] || return 0
    kill "-$(line_of "$folder/signal" TERM)" "$child" 2>/dev/null
    [ -n "$guard" ] || guard "$child" "$(line_of "$folder/limit" 10)"
}

keep() {
    folder=$1
    name=${folder##*/}
    name=${name#*-}
    stopping=
    child=
    guard=
    failures=0
    trap 'stopping=1; stop_child; wake' TERM
    trap : HUP USR1 # not ignored: the program would inherit that
    while [ -z "$stopping" ]; do
        began=$(date +%s)
        launch
        [ -n "$stopping" ] && stop_child
        await "$child"
        child=
        [ -n "$stopping" ] && break
        [ $(($(date +%s) - began)) -ge "$steady_after" ] && failures=0
        failures=$((failures + 1))
        if [ "$failures" -ge "$most_failures" ] && [ -e "$folder/essential" ]; then
            say "$name ended with $status, $failures times in a row; giving up"
            kill -USR1 $$
            break
        fi
        pause_after
        say "$name ended with $status; it starts again in $pause s"
        rest "$pause"
    done
    [ -n "$guard" ] && kill "$guard" 2>/dev/null
    rm -f "$run/$name.pid"
    exit 0
}

# 1, 2, 4 … seconds.
pause_after() {
    pause=1
    count=1
    while [ "$count" -lt "$failures" ] && [ "$pause" -lt "$longest_pause" ]; do
        pause=$((pause * 2))
        count=$((count + 1))
    done
    [ "$pause" -le "$longest_pause" ] || pause=$longest_pause
}

# ---------------------------------------------------------------- the periodic duties, likewise

tend() {
    stopping=
    child=
    guard=
    trap 'stopping=1; [ -z "$child" ] || kill "$child" 2>/dev/null; wake' TERM
    trap : HUP USR1
    while [ -z "$stopping" ]; do
        rm -f "$table/tend.next"
        become "$table/tend" </dev/null &
        child=$!
        await "$child"
        child=
        next=$(line_of "$table/tend.next" "$tend_seconds")
        case $next in *[!0-9]*) next=$tend_seconds ;; esac
        rest "$next"
    done
    exit 0
}

# ---------------------------------------------------------------- all of them

start_service() {
    keep "$1" &
    put "$1/keeper" $!
}

# Stops one service, or what an earlier front that was killed left of it.
stop_service() {
    keeper=$(line_of "$1/keeper" '')
    rm -f "$1/keeper"
    [ -n "$keeper" ] || return 0
    kill -TERM "$keeper" 2>/dev/null
    await "$keeper"
}

start_tending() {
    tender=
    [ -r "$table/tend" ] || return 0
    tend &
    tender=$!
}

stop_tending() {
    [ -n "$tender" ] || return 0
    kill -TERM "$tender" 2>/dev/null
    await "$tender"
    tender=
}

# What lives on from a front that was killed stands in the way of the new services. Its keepers go
# first, else they would start anew what is stopped.
clear_leftovers() {
    for keeper in "$table"/services/*/keeper; do
        [ -r "$keeper" ] || continue
        end_leftover "$(line_of "$keeper" '')" front.sh
        rm -f "$keeper"
    done
    for folder in "$table"/services/*; do
        [ -r "$folder/argv" ] || continue
        name=${folder##*/}
        name=${name#*-}
        end_leftover "$(line_of "$run/$name.pid" '')" "$(program_of "$folder")"
        rm -f "$run/$name.pid"
    done
}

# A word of a service's command line that its process still has after launchers have done their
# part: the file "process" where cook wrote one, else the program.
program_of() {
    line_of "$1/process" "$(line_of "$1/argv" ' ')"
}

end_leftover() {
    case "$1" in '' | *[!0-9]* | "$$") return 0 ;; esac
    case "$(command_of "$1")" in
        *"$2"*) ;;
        *) return 0 ;;
    esac
    say "process $1 ($2) is left from before; it is stopped"
    kill -TERM "$1" 2>/dev/null
    waited=0
    while kill -0 "$1" 2>/dev/null; do
        [ "$waited" -ge 20 ] && kill -KILL "$1" 2>/dev/null
        [ "$waited" -ge 25 ] && return 0
        sleep 1
        waited=$((waited + 1))
    done
}

# Only one front at a time.
claim() {
    other=$(line_of "$run/front.pid" '')
    case "$other" in
        '' | *[!0-9]* | "$$") ;;
        *)
            case "$(command_of "$other")" in
                *front.sh*"$table"*)
                    echo "cook: it runs already, as process $other" >&2
                    exit 1
                    ;;
            esac
            ;;
    esac
    put "$run/front.pid" $$
}

# After HUP: what cook changed, or everything reads its configuration anew.
take_change() {
    hup=
    if [ -e "$table/change" ]; then
        rm -f "$table/change"
        for folder in "$table"/services/*; do
            take_change_of "$folder"
        done
    else
        say "every service reads its configuration anew"
        for folder in "$table"/services/*; do
            have_reread "$folder"
        done
    fi
    stop_tending
    start_tending
}

take_change_of() {
    if [ ! -r "$1/argv" ]; then # it has left the table
        stop_service "$1"
        rm -rf "$1"
    elif [ ! -r "$1/keeper" ]; then
        rm -f "$1/restart" "$1/again"
        start_service "$1"
    elif [ -e "$1/restart" ]; then
        rm -f "$1/restart" "$1/again"
        stop_service "$1"
        start_service "$1"
    elif [ -e "$1/again" ]; then
        rm -f "$1/again"
        have_reread "$1"
    fi
}

have_reread() {
    name=${1##*/}
    reload=$(line_of "$1/reload" '')
    child=$(line_of "$run/${name#*-}.pid" '')
    [ -n "$reload" ] && [ -n "$child" ] && kill "-$reload" "$child" 2>/dev/null
}

stop_all() {
    trap : TERM INT HUP USR1
    say "stopping"
    stop_tending
    if [ -r "$table/leave" ]; then
        become "$table/leave" </dev/null &
        leaver=$!
        guard "$leaver" "$leave_limit"
        await "$leaver"
        kill "$guard" 2>/dev/null
    fi
    reversed=
    for folder in "$table"/services/*; do
        reversed="${folder##*/}
$reversed"
    done
    while IFS= read -r name; do
        [ -n "$name" ] && stop_service "$table/services/$name"
    done <<REVERSED
$reversed
REVERSED
    rm -f "$run/front.pid"
    say "stopped"
}

claim
stop=
failed=
hup=
stopping=
tender=
trap 'stop=1; wake' TERM INT
trap 'failed=1; wake' USR1
trap 'hup=1; wake' HUP
clear_leftovers
rm -f "$table/change"
for folder in "$table"/services/*; do
    [ -r "$folder/argv" ] || continue
    rm -f "$folder/restart" "$folder/again"
    start_service "$folder"
done
start_tending
while [ -z "$stop$failed" ]; do
    if [ -n "$hup" ]; then
        take_change
    else
        # Children that have ended are reaped in it, also those of nobody (as process 1).
        rest 3600
    fi
done
stop_all
[ -z "$failed" ]
