#!/usr/bin/env python3
"""No two objects define the same name for the linker: symbols.py BUILD. Where the program and the library did, the one would silently take the
other's function."""
import collections, pathlib, subprocess, sys

build = pathlib.Path(sys.argv[1])
objects = sorted(p for folder in ('libassay_objects.a.p', 'src/cli/assay.p') for p in (build / folder).glob('*.o'))
defined = collections.defaultdict(set)
for line in subprocess.run(['nm', '-A', '-g', '--defined-only', *objects], capture_output=True, text=True, check=True).stdout.splitlines():
    where, name = line.rsplit(':', 1)[0], line.split()[-1]
    if not name.startswith(('__asan', '__ubsan', '__odr_asan', '___asan')):      # of the sanitizers, once an object
        defined[name].add(where)
twice = {name: where for name, where in defined.items() if len(where) > 1}
for name, where in sorted(twice.items()):
    print(f'{name}: defined in {" and ".join(sorted(where))}')
if len(objects) < 100 or len(defined) < 300:
    print(f'{len(objects)} objects with {len(defined)} names: that is not all of assay')
    sys.exit(1)
sys.exit(bool(twice))
