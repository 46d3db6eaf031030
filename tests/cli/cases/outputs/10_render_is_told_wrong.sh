# What is no report, no form, no file.
echo '{}' >x.json
echo '[1,' >y.json
assay render x.json || echo "status $?"
assay render x.json --format junti || echo "status $?"
assay render x.json --format junit || echo "status $?"
assay render y.json --format junit || echo "status $?"
assay render nothing.json --format junit || echo "status $?"
assay render --format junit || echo "status $?"
