# --redact gives out no value of any cell; what is counted and computed over all of them stays. The database has them: the data is beside it.
cat >sales.csv <<'END'
id,shop,day,price
ZQX1,ZQXnorth,2017-03-01,918273.25
ZQX2,ZQXsouth,2017-03-02,817263.5
ZQX3,ZQXnorth,2017-03-04,716253.75
ZQX3,zqxnorth,2017-03-04,615243.125
ZQX5,lost
END
assay audit sales.csv --id id --time day --label shop --now 2026-01-31 --redact --json report.json --html report.html --md report.md --sarif report.sarif --db sales.db --line || echo "status $?"
grep -ciE 'ZQX|2017|918273|817263|716253|615243' report.json report.md report.sarif || echo "nothing of the cells"
sed 's/base64,[^"]*//' report.html | grep -ciE 'ZQX|2017-0|918273|817263|716253|615243' || echo "nor in the page"
jq -c '.columns[] | [.name, .values, .top[0].value, .numeric.min, .numeric.mean, .time.oldest, .null_because["numeric.min"]]' report.json
jq -c '.columns[] | [.name, .extremes, .null_because.extremes]' report.json
jq -c '.dimensions.representativeness | [.sample, .null_because.sample]' report.json
jq -c '.findings[0] | [.title, .evidence]' report.json
assay render sales.db --format json --redact | cmp - report.json && echo "render does the same"
assay render sales.db --format json --show-values | jq -c '[.columns[1].top[].value]'

# No point of a pair of numbers is given out, either.
awk 'BEGIN { print "a,b"; for (i = 0; i < 50; i++) printf "%d,%d\n", 918000 + i, 716000 + i * i }' >pairs.csv
assay audit pairs.csv --now 2026-01-31 --redact --json report.json --html report.html --quiet
grep -hoE '"points"|data-points|class="dots"' report.json report.html || jq -c '.dimensions.correlation.pairs[] | [.pearson.n, .scatter, .null_because]' report.json
assay audit pairs.csv --now 2026-01-31 --json - --quiet | jq -c '.dimensions.correlation.pairs[].scatter | [.drawn, .of, .points[49]]'
