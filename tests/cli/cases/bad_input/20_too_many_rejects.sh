printf 'a,b\n1,2\n3\n4\n5,6\n' >ragged.csv
assay audit ragged.csv --max-rejects 1
