#!/bin/sh
# Install what assay needs from Debian, as root or through sudo:   sh setup.sh build    or    sh setup.sh test
# Packages that are there already are not touched, and where nothing is missing the network is not used.
set -eu

build="gcc meson ninja-build pkg-config python3 libc6-dev libcsv-dev libcjson-dev libsqlite3-dev libgsl-dev libarchive-dev zlib1g-dev libxxhash-dev
	libgmp-dev libmpfr-dev libpcre2-dev libutf8proc-dev libexttextcat-data"
test="clang libclang-rt-dev libcmocka-dev libexttextcat-dev valgrind sqlite3 python3-jsonschema python3-yaml git make mandoc zstd xz-utils bzip2 zip zsh jq chromium"
# Node of any origin will do.
command -v node >/dev/null && command -v npm >/dev/null || test="$test nodejs npm"

case ${1:-} in
build) wanted=$build ;;
test) wanted="$build $test" ;;
*) echo "usage: sh setup.sh build|test" >&2; exit 2 ;;
esac

missing=
for package in $wanted; do
	dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

as_root=
[ "$(id -u)" = 0 ] || as_root=sudo
echo "setup: installing$missing" >&2
$as_root apt-get update -qq
# shellcheck disable=SC2086
DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends $missing >/dev/null
