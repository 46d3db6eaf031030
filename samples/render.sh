#!/bin/sh
# Makes the rendered samples again:   sh samples/render.sh [ASSAY]
# samples/reports holds the HTML and Markdown reports of the samples, byte for byte as the program writes them (tests/data/samples.py looks).
set -eu
cd "$(dirname "$0")/.."
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
sh samples/audits.sh "${1:-build/src/cli/assay}" "$folder" >/dev/null
mkdir -p samples/reports
cp "$folder"/*.html "$folder"/*.md samples/reports/
