#!/bin/sh
# report.mjs, or a skip where there is no node that can run it:   sh tests/browser/report.sh ASSAY [PAGE…]
if ! command -v node >/dev/null; then
	echo 'ok 1 - the HTML report in a browser # SKIP no node'
	echo 1..1
	exit 0
fi
exec node "$(dirname "$0")/report.mjs" "$@"
