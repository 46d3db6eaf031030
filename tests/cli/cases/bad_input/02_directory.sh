mkdir data
assay audit data
