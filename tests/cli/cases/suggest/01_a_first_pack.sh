# From data that is known to be good to a pack that holds new data to it.
printf 'id,city,price\n' >clean.csv
awk 'BEGIN { split("Rome Oslo Bonn", city, " "); for (i = 1; i <= 30; i++) print i "," city[i % 3 + 1] "," i * 0.5 }' >>clean.csv
assay suggest clean.csv --margin 20% --output team.json
cat team.json
assay audit clean.csv --rules team.json --now 2026-01-31 --quiet && echo "the same data passes"
sed 's/Rome/Roma/; s/^7,/x7,/' clean.csv >new.csv
assay audit new.csv --rules team.json --now 2026-01-31 --json - --quiet | jq -r '(.findings + .not_evaluated)[] | select(.severity == "error") | .title // .reason'
