#!/bin/sh
# Speed and memory, measured against what other tools need for the same file, in the same run:   sh tests/bench/run.sh [ROWS]
#
# Peers are those that are installed: sqlite3 (.import), duckdb (SUMMARIZE), python3 with pandas (read_csv and describe). Each command runs
# five times in turn with the others; the table gives medians, and the ratio of assay's time to the peer's. Not a part of any test run.
set -eu
cd "$(dirname "$0")/../.."

sh setup.sh build
[ -f build-bench/build.ninja ] || meson setup build-bench -Dtests=false >/dev/null
ninja -C build-bench src/cli/assay >/dev/null
cc -O2 -o build-bench/generate tests/bench/generate.c -lm
python3 tests/bench/measure.py build-bench/src/cli/assay build-bench/generate "${1:-1000000}"
exec python3 tests/bench/rules.py build-bench/src/cli/assay build-bench/generate "${1:-1000000}"
