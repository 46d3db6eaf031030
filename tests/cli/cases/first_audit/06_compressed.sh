# Packed files are read as they are; what they are is found by looking, not by the name.
printf 'a,b\n1,2\n3,4\n' | gzip >x.csv.gz
printf 'a,b\n5,6\n' | xz >y.dat
assay audit x.csv.gz y.dat --now 2026-01-31T12:00:00Z --db x.db --quiet
assay query x.db 'SELECT path, compression, rows FROM assay_source'
assay query x.db 'SELECT * FROM data'
