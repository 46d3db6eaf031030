#!/bin/sh
# Speed and memory, measured against what other tools need for the same work, in the same run:   sh tests/bench/run.sh [ROWS] [SECTION…]
#
# Sections: csv jsonl notebook wide text cardinality scale rules; all of them unless named. ROWS (1000000 unless given) is the size of most files;
# csv and jsonl measure a tenth of it, too, and scale ten times it. Installs the peers that can be had, builds a release, makes its data, and
# writes tests/bench/results.json and its view, RESULTS.md: a section that ran replaces what was there of it.
#
# BENCH_DIR: where the data is made, about 4 kB a row with all sections ($TMPDIR unless given). BENCH_ROUNDS: pairs of runs, for a trial.
# Two processors are used, whatever the machine has. Not a part of any test run.
set -eu
cd "$(dirname "$0")/../.."
build=build-bench

sh setup.sh build
sh tests/bench/packages.sh "$build/peers"
[ -f "$build/build.ninja" ] || meson setup "$build" -Dtests=false >/dev/null
ninja -C "$build" src/cli/assay >/dev/null
for program in generate launch peers/bytes peers/libcsv peers/cjson; do
	libraries=
	case $program in
	generate) libraries=-lm ;;
	*/libcsv) libraries=-lcsv ;;
	*/cjson) libraries=-lcjson ;;
	esac
	cc -O2 -Wall -Wextra -o "$build/$program" "tests/bench/$program.c" $libraries
done
exec python3 tests/bench/bench.py "$build" "$@"
