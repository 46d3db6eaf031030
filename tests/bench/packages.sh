#!/bin/sh
# The peers of the benchmarks, where they can be had:   sh packages.sh FOLDER
# From Debian: pandas with what its notebook needs, miller, sqlite3. From npm, by the lock, without scripts, into FOLDER: DuckDB, polars.
# What is there already is not touched, and what cannot be had is named as absent in the results, so this never fails.
here=$(cd "$(dirname "$0")" && pwd)
folder=$1

missing=
for package in sqlite3 miller python3-pandas python3-scipy python3-statsmodels python3-matplotlib; do
	dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing="$missing $package"
done
if [ -n "$missing" ]; then
	as_root=
	[ "$(id -u)" = 0 ] || as_root=sudo
	echo "packages: installing$missing" >&2
	$as_root apt-get update -qq || true
	for package in $missing; do
		DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends "$package" >/dev/null 2>&1 ||
			echo "packages: no $package" >&2
	done
fi

# Modules are looked for from the folder of the script that imports them, so the scripts go there, too.
mkdir -p "$folder"
cp "$here"/peers/*.mjs "$here/package.json" "$folder/"
[ "$folder/node_modules/.package-lock.json" -nt "$here/package-lock.json" ] && exit 0
command -v npm >/dev/null || { echo "packages: no npm" >&2; exit 0; }
cp "$here/package-lock.json" "$folder/"
# Not npm ci: that wants every platform's package to be in the lock.
(cd "$folder" && npm install --no-save --ignore-scripts --no-audit --no-fund --loglevel=error >&2) || echo "packages: npm install failed" >&2
exit 0
