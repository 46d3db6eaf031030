# Colour is for terminals; --color always insists, and NO_COLOR (set in all these cases) forbids it otherwise.
printf 'a,b\n1,2\n3,4\n' >x.csv
assay audit x.csv --now 2026-01-31T12:00:00Z --color always | sed 's/\x1b/ESC/g' | head -n 1
assay audit x.csv --now 2026-01-31T12:00:00Z | sed 's/\x1b/ESC/g' | head -n 1
unset NO_COLOR
TERM=xterm script -qec "assay audit x.csv --now 2026-01-31T12:00:00Z" /dev/null | sed 's/\x1b/ESC/g' | tr -d '\r' | head -n 1
TERM=dumb script -qec "assay audit x.csv --now 2026-01-31T12:00:00Z" /dev/null | sed 's/\x1b/ESC/g' | tr -d '\r' | head -n 1
TERM=xterm NO_COLOR=1 script -qec "assay audit x.csv --now 2026-01-31T12:00:00Z" /dev/null | sed 's/\x1b/ESC/g' | tr -d '\r' | head -n 1
