# What looks like personal data or a secret is masked: its kind and a number, the same for equal values.
cat >people.csv <<'END'
id,mail,card,note,amount
1,ann@example.com,4111 1111 1111 1111,from 192.0.2.17,1.5
2,bob@example.com,4111 1111 1111 1112,call +49 170 1234567,2.5
3,ann@example.com,none,GB82 WEST 1234 5698 7654 32,7
3,ann@example.com,none,,7
4,cat@example.com
END
assay audit people.csv --id id --now 2026-01-31 --json report.json || echo "status $?"
jq -c '.run, .dataset.sources[0].rejects, .findings[0].evidence, (.columns[] | [.name, .values, [.top[].value]])' report.json
assay audit people.csv --id id --now 2026-01-31 --json - --quiet --show-values | jq -c '.run.values, [.columns[1].top[].value]'
# So it is in the rows that are shown, and what a cut leaves of something personal is left out.
assay audit people.csv --now 2026-01-31 --json - --quiet | jq -c '.dimensions.representativeness.sample.first[].cells'
{ echo 'card,note' && for tail in ann@example.com '4111 1111 1111 1111' 'and no more'; do printf '4111111111111111,%60s reached by %s\n' . "$tail"; done } >long.csv
assay audit long.csv --now 2026-01-31 --json - --quiet | jq -c '.dimensions.representativeness.sample.first[].cells' | tr -s ' '
