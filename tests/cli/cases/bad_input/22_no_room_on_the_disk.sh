printf 'a,b\n1,2\n' >x.csv
assay audit x.csv --json /dev/full --quiet
