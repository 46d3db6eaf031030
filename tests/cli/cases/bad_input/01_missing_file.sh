assay audit nothing.csv
