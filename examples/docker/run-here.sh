#!/bin/sh
# What Docker mounts at /run/secrets, without Docker: one file for each secret, read-only, in a folder of its own.
set -eu
cd "$(dirname "$0")"
mount=$(mktemp -d)
trap 'rm -rf "$mount"' EXIT
for name in db_password api_key; do
  cp "$name.txt" "$mount/$name"
  chmod 0444 "$mount/$name"
done
SECRETS_FILES="$mount" node app.cjs
