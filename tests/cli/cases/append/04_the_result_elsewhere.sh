# With --db the earlier database stays as it is.
printf 'id\n1\n' >a.csv
printf 'id\n2\n' >b.csv
assay audit a.csv --db a.db --quiet
cp a.db before.db
assay audit b.csv --append a.db --db ab.db --quiet
cmp a.db before.db
assay query ab.db 'SELECT id FROM data' --format csv
