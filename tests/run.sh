#!/bin/sh
# Everything that CI runs, from a bare Debian:   sh tests/run.sh
#
#   gcc, release, warnings are errors      every suite
#   clang, address and undefined behaviour sanitizers, leaks    unit, cli and data suites again
#
# Open data for the data suite is looked for in $ASSAY_DATA, else in ../shared/data; where it is not, those tests are skipped and say so.
# Ends with one line: N passed, N failed, N skipped.
set -u
cd "$(dirname "$0")/.."

sh setup.sh test || exit 2
sh tests/browser/packages.sh

: "${ASSAY_DATA:=$(cd .. && pwd)/shared/data}"
export ASSAY_DATA
[ -d "$ASSAY_DATA" ] || unset ASSAY_DATA
# A status of its own, for 1 and 2 mean something.
export ASAN_OPTIONS=exitcode=99:detect_leaks=1:detect_stack_use_after_return=1:malloc_context_size=20
export UBSAN_OPTIONS=exitcode=99:print_stacktrace=1:halt_on_error=1

# set_up FOLDER COMPILER OPTION…: a build that is there is used again.
set_up() {
	folder=$1 compiler=$2
	shift 2
	[ -f "$folder/build.ninja" ] || CC=$compiler meson setup "$folder" --werror "$@" >"$folder.log" 2>&1 || { cat "$folder.log"; exit 2; }
	ninja -C "$folder" >"$folder.log" 2>&1 || { tail -n 60 "$folder.log"; exit 2; }
	rm -f "$folder.log"
}

set_up build-test gcc
set_up build-sanitized clang -Db_sanitize=address,undefined -Db_lundef=false -Dbuildtype=debugoptimized

meson test -C build-test --no-rebuild --print-errorlogs
meson test -C build-sanitized --no-rebuild --print-errorlogs --no-suite style --no-suite fault --no-suite browser -t 4

exec python3 tests/count.py build-test build-sanitized
