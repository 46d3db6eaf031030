# Take a built-in pack, take rules out, and put one's own in their place.
mkdir rules
cat >rules/team.json <<'PACK'
{
	"rules_version": 1,
	"name": "team",
	"extends": "default",                           // all that assay knows
	"disable": ["uniqueness.constant"],             // one currency is what we have
	"rules": [
		{
			"id": "completeness.missing-many", "metric": "completeness.missing_fraction", "max": "50%",
			"column": "/^opt_/", "severity": "error",
			"title": "{column}: {value:percent} missing", "owner": "sales"
		}
	]
}
PACK
printf 'opt_a,currency\n1,EUR\n,EUR\n,EUR\n' >rows.csv
assay audit rows.csv --rules rules/team.json --now 2026-01-31 | head -5
