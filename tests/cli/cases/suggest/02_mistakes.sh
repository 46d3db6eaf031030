assay suggest || echo "status $?"
assay suggest nothing.csv || echo "status $?"
printf 'a\n1\n' >x.csv
assay suggest x.csv --margin lots || echo "status $?"
