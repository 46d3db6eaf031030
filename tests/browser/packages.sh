#!/bin/sh
# The node packages of the browser tests, by their lock, without their scripts. Where they are there the network is not used; where they cannot be had the
# tests skip, so this never fails.
cd "$(dirname "$0")" || exit 0
[ node_modules/.package-lock.json -nt package-lock.json ] && exit 0
command -v npm >/dev/null || { echo "packages: no npm; the browser tests will be skipped" >&2; exit 0; }
npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >&2 || echo "packages: npm ci failed; the browser tests will be skipped" >&2
