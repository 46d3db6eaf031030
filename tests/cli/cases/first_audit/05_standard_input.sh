# - is standard input.
printf 'a,b\n1,2\n3,4\n' | assay audit - --now 2026-01-31T12:00:00Z --db x.db
assay query x.db 'SELECT path, rows FROM assay_source'
