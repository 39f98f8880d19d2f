#!/bin/sh
# Layer 3 of the image, the last one in which something runs: enables cook for the next start, takes
# out everything by which one jail could be taken for another, and refuses to make an image that
# holds a secret (threat Z19) or that somebody else could write (Z04).
set -eu
root=${STOCKPOT_ROOT-}

sysrc cook_enable=YES

# Ids of a machine, entropy, and what programs and the build have left.
rm -f "$root"/etc/ssh/ssh_host_* "$root"/etc/hostid "$root"/etc/machine-id \
    "$root"/var/db/dbus/machine-id "$root"/entropy "$root"/boot/entropy "$root"/root/.*history \
    "$root"/var/db/consul/node-id "$root"/usr/local/etc/pot-is-seasoned
rm -rf "$root"/var/db/entropy/* "$root"/var/db/consul/* "$root"/var/cache/pkg/* \
    "$root"/root/.cache "$root"/root/stockpot.tgz
for log in "$root"/var/log/*; do
    [ -f "$log" ] && : >"$log"
done

# Nothing of this may be found now.
bad=
note() {
    echo "stockpot: $2 must not be in an image: $1" >&2
    bad=yes
}
for place in etc root usr/local/etc var/db var/log mnt home; do
    [ -d "$root/$place" ] || continue
    while IFS= read -r file; do
        [ -n "$file" ] && note "$file" "a key"
    done <<KEYS
$(find "$root/$place" -type f \( -name '*.signing.key' -o -name 'ssh_host_*key' -o -name 'authorized_keys' -o -name 'id_rsa' -o -name 'id_ed25519' \))
$(find "$root/$place" -type f -size -64k -exec grep -l -e '-----BEGIN [A-Z ]*PRIVATE KEY-----' {} +)
KEYS
    while IFS= read -r file; do
        [ -n "$file" ] && note "$file" "a configuration or database of a server"
    done <<STATE
$(find "$root/$place" -type f \( -name homeserver.yaml -o -name homeserver.db -o -name answers.json -o -name settings.json -o -name node-id \))
STATE
done
for file in "$root/etc/hostid" "$root/etc/machine-id"; do
    [ -e "$file" ] && note "$file" "the id of a machine"
done
# Sticky folders such as /tmp are as they should be; everything else is not.
while IFS= read -r file; do
    [ -n "$file" ] && note "$file" "a path that everybody may write"
done <<WRITABLE
$(find "$root/etc" "$root/usr/local" "$root/var" "$root/mnt" "$root/root" ! -type l -perm -0002 ! -perm -1000 ! -type s ! -type c 2>/dev/null)
WRITABLE
[ -z "$bad" ]
