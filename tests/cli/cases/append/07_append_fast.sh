# With --fast no earlier row is looked at.
printf 'id,n\n1,4\n2,5\n' >a.csv
assay audit a.csv --db a.db --quiet
assay audit a.csv --append a.db --fast --line
assay audit a.csv --append a.db --explain-plan | sed -n '2p'
assay audit a.csv --append a.db --fast --explain-plan | sed -n '2p'
