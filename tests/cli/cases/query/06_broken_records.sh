# What could not be read is kept aside, with its place and the reason.
printf 'a,b\n1,2\n3\n4,5,6\n7,8\n' >ragged.csv
assay audit ragged.csv --now 2026-01-31T12:00:00Z --db x.db --quiet || test $? = 1
assay query x.db 'SELECT line, reason, raw FROM assay_reject'
