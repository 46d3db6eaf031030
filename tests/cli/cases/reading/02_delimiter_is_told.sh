# Where looking is not enough, --delimiter says it: one character, or tab.
printf 'a:b\n1:2\n3:4\n' >colon.txt
assay audit colon.txt --delimiter : --now 2026-01-31T12:00:00Z --db x.db --quiet
assay query x.db 'SELECT * FROM data'
printf 'a\tb\n1,0\t2\n' >tab.txt
assay audit tab.txt --delimiter tab --now 2026-01-31T12:00:00Z --db x.db --quiet
assay query x.db 'SELECT * FROM data'
assay audit tab.txt --delimiter ab
