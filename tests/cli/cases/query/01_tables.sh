# What an audited database holds; any tool that reads SQLite reads it.
printf 'id,name\n1,Ada\n2,Alan\n3,\n' >x.csv
assay audit x.csv --now 2026-01-31T12:00:00Z --db x.db --quiet
assay query x.db "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name"
assay query x.db 'SELECT name, column_name FROM assay_column'
# Where does a row stand? assay_place has a row where a run of rows begins, a line each.
assay query x.db '
	SELECT d.rowid, s.path, p.line + d.rowid - p.row AS line FROM data d
	JOIN assay_place p ON p.row = (SELECT max(row) FROM assay_place WHERE row <= d.rowid) JOIN assay_source s ON s.id = p.source'
