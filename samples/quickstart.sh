#!/bin/sh
# From a bare Debian to an audit:   sh samples/quickstart.sh     (as root, or with sudo)
# Installs the Debian packages, builds, audits the three samples, and says where the reports lie.
set -eu
cd "$(dirname "$0")/.."

sh setup.sh build
[ -f build/build.ninja ] || meson setup build -Dtests=false >/dev/null
ninja -C build >/dev/null
assay=build/src/cli/assay
mkdir -p samples/out

# Each sample has planted defects, so its gate fails: status 1 is what we want to see, 2 would be an error.
audit() {
	name=$1
	shift
	status=0
	"$assay" audit "$@" --json "samples/out/$name.json" --db "samples/out/$name.db" || status=$?
	[ "$status" -lt 2 ] || exit "$status"
	echo
}
audit orders samples/orders.csv --id order_id --time ordered_at --now 2026-01-31
audit chat samples/chat.jsonl --id id --now 2026-01-31
audit predictions samples/predictions.csv --label label --pred predicted --id id

echo "Reports:   samples/out/orders.json  samples/out/chat.json  samples/out/predictions.json"
echo "Databases: samples/out/orders.db …  try: $assay query samples/out/orders.db 'SELECT * FROM data LIMIT 3'"
