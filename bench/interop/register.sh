#!/bin/sh
# Makes an account and an admin by shared secret with Synapse's own tool, then logs in as each.
# Usage: register.sh BASE_URL CONFIG PYTHON
set -u
base=$1 config=$2 bin=$(dirname "$3")
passed=0 failed=0
stamp=$(date +%s)

check() {
    name=$1
    shift
    if output=$("$@" 2>&1); then
        passed=$((passed + 1))
        echo "ok   register_new_matrix_user: $name"
    else
        failed=$((failed + 1))
        echo "FAIL register_new_matrix_user: $name"
        echo "     $output"
    fi
}

register() {
    out=$("$bin/register_new_matrix_user" -c "$config" -u "$1" -p 'pass "word" %' "$2" "$base" 2>&1) || { echo "$out"; return 1; }
    case $out in *Success*) ;; *) echo "$out"; return 1 ;; esac
}

login() {
    curl -sf -d "{\"type\":\"m.login.password\",\"identifier\":{\"type\":\"m.id.user\",\"user\":\"$1\"},\"password\":\"pass \\\"word\\\" %\"}" \
        "$base/_matrix/client/v3/login" | grep -q access_token
}

wrong_secret() {
    sed 's/^registration_shared_secret:.*/registration_shared_secret: wrong/' "$config" > "$config.wrong"
    out=$("$bin/register_new_matrix_user" -c "$config.wrong" -u "evil$stamp" -p x --no-admin "$base" 2>&1)
    rm -f "$config.wrong"
    case $out in *Success*) return 1 ;; *403* | *ERROR*) return 0 ;; *) echo "$out"; return 1 ;; esac
}

check "makes an ordinary account" register "cook$stamp" --no-admin
check "which logs in" login "cook$stamp"
check "makes an admin" register "chef$stamp" --admin
check "who logs in" login "chef$stamp"
check "is refused with a wrong secret" wrong_secret
echo "register_new_matrix_user: $passed passed, $failed failed"
[ "$failed" -eq 0 ]
