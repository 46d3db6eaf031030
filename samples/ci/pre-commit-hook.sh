#!/bin/sh
# No commit with broken data. Copy to .git/hooks/pre-commit and make it executable.
# Audits the data files of the commit as they are staged, not as they lie in the folder. `git commit --no-verify` passes it by.
set -eu

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
git diff --cached --name-only --diff-filter=ACMR -z -- '*.csv' '*.tsv' '*.jsonl' | git checkout-index -z --stdin --prefix="$work/"
cd "$work"

# shellcheck disable=SC2016
find . -type f -exec sh -c '
	status=0
	for file; do
		assay audit "${file#./}" --line || status=1
	done
	exit "$status"' sh {} + || {
	echo "The commit is stopped: assay audit FILE says where and why." >&2
	exit 1
}
