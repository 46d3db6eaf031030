# Empty cells and tokens such as NA are missing; --na has its own list, in place of the built-in one.
printf 'a,b\n1,NA\n,missing\n3,-9\n4,"x, y"\n' >x.csv
assay audit x.csv --now 2026-01-31T12:00:00Z --json - --quiet | jq -c '.columns[] | [.name, .type, .missing.count]'
assay audit x.csv --na missing,-9 --na 'x\, y' --now 2026-01-31T12:00:00Z --json - --quiet | jq -c '.columns[] | [.name, .type, .missing.count]'
# No token at all: only empty cells are missing.
assay audit x.csv --na '' --now 2026-01-31T12:00:00Z --json - --quiet | jq -c '.columns[] | [.name, .type, .missing.count]'
