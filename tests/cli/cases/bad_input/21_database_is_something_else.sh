printf 'a,b\n1,2\n' >x.csv
echo 'my novel' >novel.txt
assay audit x.csv --db novel.txt --quiet
