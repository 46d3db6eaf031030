assay aduit x.csv || echo "status $?"
assay explian || echo "status $?"
assay frobnicate || echo "status $?"
echo a >data.csv
assay data.csv || echo "status $?"
assay help aduit || echo "status $?"
