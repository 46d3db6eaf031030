printf 'id,name\n1,Ada\n2,Alan\n3,\n' >x.csv
assay audit x.csv --now 2026-01-31T12:00:00Z --db x.db --quiet
assay query missing.db 'SELECT 1' || echo "status $?"
assay query x.csv 'SELECT 1' || echo "status $?"
assay query . 'SELECT 1' || echo "status $?"
test ! -e missing.db
