#!/bin/sh
# The fuzz targets with bytes that libFuzzer makes up, one after the other:   sh tests/fuzz/run.sh [SECONDS] [TARGET…]
#
# Builds build-fuzz, or $FUZZ_BUILD, with clang, address and undefined behaviour sanitizers. Each target runs for SECONDS (60), from the
# files in tests/fuzz/corpus and what earlier runs found (build-fuzz/found). Ends with 1 when an input broke something: it is kept in
# build-fuzz/crashes. When that is fixed, put its smallest form (fuzz_TARGET -minimize_crash=1 FILE) into tests/fuzz/corpus/TARGET.
set -u
cd "$(dirname "$0")/../.."
corpus=tests/fuzz/corpus
build=${FUZZ_BUILD:-build-fuzz}
seconds=${1:-60}
[ $# -gt 0 ] && shift
[ $# -gt 0 ] || set -- $(ls $corpus)

export ASAN_OPTIONS=detect_leaks=1:detect_stack_use_after_return=1:allocator_may_return_null=1
export UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1

if [ ! -f $build/build.ninja ]; then
	CC=clang meson setup $build -Dfuzz=true -Db_sanitize=address,undefined -Db_lundef=false -Dbuildtype=debugoptimized \
		>$build.log 2>&1 || { cat $build.log; exit 2; }
	rm -f $build.log
fi
programs=$(printf 'tests/fuzz/fuzz_%s ' "$@")
ninja -C $build $programs >$build/build.log 2>&1 || { tail -n 60 $build/build.log; exit 2; }

worst=0
for target in "$@"; do
	case $target in
	cell) longest=64 ;;
	state) longest=20000 ;;
	*) longest=2000 ;;
	esac
	mkdir -p $build/found/$target $build/crashes
	log=$build/$target.log
	$build/tests/fuzz/fuzz_$target -max_total_time=$seconds -max_len=$longest -timeout=20 -rss_limit_mb=2000 -print_final_stats=1 \
		-artifact_prefix=$build/crashes/$target- $build/found/$target $corpus/$target >$log 2>&1
	code=$?
	runs=$(sed -n 's/^stat::number_of_executed_units: *//p' $log)
	edges=$(sed -n 's/.* cov: \([0-9]*\) .*/\1/p' $log | tail -n 1)
	if [ $code -eq 0 ]; then
		echo "ok      $target: ${runs:-?} inputs, ${edges:-?} edges"
	else
		worst=1
		input=$(sed -n 's/.*Test unit written to //p' $log | tail -n 1)
		echo "BROKEN  $target: by ${input:-an unknown input}; how is in $log; again: $build/tests/fuzz/fuzz_$target ${input:-}"
	fi
done
exit $worst
