#!/bin/sh
# From a bare Debian to an audit:   sh samples/quickstart.sh     (as root, or with sudo)
# Installs the Debian packages, builds, audits the three samples, and says where the reports lie.
set -eu
cd "$(dirname "$0")/.."

sh setup.sh build
[ -f build/build.ninja ] || meson setup build -Dtests=false >/dev/null
ninja -C build >/dev/null
assay=build/src/cli/assay
sh samples/audits.sh "$assay" samples/out

echo "Reports to look at:   samples/out/orders.html  samples/out/chat.html  samples/out/predictions.html   (a browser opens them)"
echo "Reports for programs: samples/out/orders.json  samples/out/chat.json  samples/out/predictions.json"
echo "Databases: samples/out/orders.db …  try: $assay query samples/out/orders.db 'SELECT * FROM data LIMIT 3'"
