echo a >x.csv
assay audit x.csv --labl a || echo "status $?"
assay audit x.csv -label a || echo "status $?"
assay audit x.csv -l a || echo "status $?"
assay audit x.csv --colour never || echo "status $?"
assay audit x.csv --xyzzy || echo "status $?"
assay query --fromat csv || echo "status $?"
assay --verison || echo "status $?"
assay --label x || echo "status $?"
