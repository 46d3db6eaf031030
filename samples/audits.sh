#!/bin/sh
# The audits of the three samples:   sh samples/audits.sh ASSAY FOLDER
# FOLDER gets a JSON, an HTML and a Markdown report of each, and its database.
set -eu
assay=$1
folder=$2
cd "$(dirname "$0")/.."
mkdir -p "$folder"

# Each sample has planted defects, so its gate fails: status 1 is what we want to see, 2 would be an error.
audit() {
	name=$1
	shift
	status=0
	"$assay" audit "$@" --json "$folder/$name.json" --html "$folder/$name.html" --md "$folder/$name.md" --db "$folder/$name.db" || status=$?
	[ "$status" -lt 2 ] || exit "$status"
	echo
}
audit orders samples/orders.csv --id order_id --time ordered_at --now 2026-01-31
audit chat samples/chat.jsonl --id id --now 2026-01-31
audit predictions samples/predictions.csv --label label --pred predicted --id id --now 2026-01-31
