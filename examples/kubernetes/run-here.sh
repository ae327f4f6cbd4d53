#!/bin/sh
# What the kubelet mounts, without a cluster: a dated folder, `..data`, and a link for each name at the top. Then a rotation.
set -eu
cd "$(dirname "$0")"
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
mount="$root/secrets"

lay_out() { # lay_out <folder> <password>
  mkdir -p "$mount/$1/db"
  printf 'canary-k8s-user' > "$mount/$1/db/username"
  printf '%s' "$2" > "$mount/$1/db/password"
  printf 'canary-k8s-token-1f' > "$mount/$1/api_token"
}
lay_out ..2026_11_24_10_00_00.1 canary-k8s-pass-90aa
ln -s ..2026_11_24_10_00_00.1 "$mount/..data"
ln -s ..data/db "$mount/db"
ln -s ..data/api_token "$mount/api_token"

SECRETS_FILES="$root/secrets.toml:$mount" node app.cjs > "$root/log" &
app=$!
until grep -q ready "$root/log"; do sleep 0.1; done

lay_out ..2026_11_24_11_00_00.2 canary-k8s-pass-rotated
ln -s ..2026_11_24_11_00_00.2 "$mount/..data_tmp"
mv -T "$mount/..data_tmp" "$mount/..data"
rm -r "$mount/..2026_11_24_10_00_00.1"

wait $app
sed "s#$root#/etc#g" "$root/log"
