assay audit '*.csv'
