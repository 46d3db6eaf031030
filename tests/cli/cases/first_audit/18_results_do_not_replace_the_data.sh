# A result never takes the place of what is read, nor of another result.
printf 'a,b\n1,2\n3,4\n' >x.csv
cp x.csv copy.csv
assay audit x.csv --json x.csv || echo "status $?"
assay audit '*.csv' --json copy.csv || echo "status $?"
assay audit - --json ./x.csv <x.csv || echo "status $?"
assay audit x.csv --reference copy.csv --key a --db copy.csv || echo "status $?"
assay audit x.csv --json ./result --db result || echo "status $?"
cmp x.csv copy.csv
ls
