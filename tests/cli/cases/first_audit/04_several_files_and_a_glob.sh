# All files together are one dataset. A glob in quotes is expanded by assay, in the order of the names.
for month in 01 02 03; do printf 'day,sold\n2025-%s-01,7\n2025-%s-02,9\n' $month $month >sales-$month.csv; done
printf 'day,sold\n2024-12-31,5\n' >older.csv
assay audit older.csv 'sales-*.csv' --now 2026-01-31T12:00:00Z --db s.db --quiet
assay query s.db 'SELECT path, rows FROM assay_source'
