# A pack of one's own: what this dataset must keep. An error-level rule that is broken makes the exit status 1.
cat >pack.json <<'END'
// Comments are welcome.
{
  "rules_version": 1,
  "rules": [
    {
      "id": "completeness.age-there",
      "metric": "completeness.missing_fraction", "max": 0.1,
      "column": "age",
      "severity": "error",
      "title": "{column}: {value:percent} missing, at most {limit} allowed",
      "meaning": "Without the age nothing can be said about the person.",
      "action": "Ask for it.",
      "evidence": "completeness.missing_rows"
    },
    {
      "id": "representativeness.age-range",
      "metric": "representativeness.max", "max": 120,
      "column": "age",
      "severity": "warn",
      "title": "{column}: nobody is {value:short} years old"
    }
  ]
}
END
printf 'name,age\nAda,36\nAlan,\nGrace,410\n' >people.csv
assay audit people.csv --rules pack.json --now 2026-01-31T12:00:00Z
