# Where one result cannot be written none is, and the old ones stay.
printf 'a,b\n1,2\n3,4\n' >x.csv
echo 'old' >r.xml
assay audit x.csv --quiet --junit r.xml --md nowhere/r.md || echo "status $?"
assay audit x.csv --quiet --junit r.xml --md /dev/full || echo "status $?"
assay audit nothing.csv --quiet --junit r.xml --md r.md || echo "status $?"
cat r.xml
ls
