# An error-level rule is broken: the exit status is 1, which stops a pipeline.
printf 'id,colour\n1,red\n2,blue\n2,green\n' >keys.csv
assay audit keys.csv --id id --now 2026-01-31T12:00:00Z
