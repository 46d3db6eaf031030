assay audit nothing.csv --explain-plan
