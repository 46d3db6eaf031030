printf '{"a": 1}\n{"a": 2,}\n{"a": 3\n{"a": NaN}\n{"a": 5}\n' >bad.jsonl
assay audit bad.jsonl --now 2026-01-31 --db r.db --quiet || test $? = 1
assay query r.db 'SELECT line, reason, raw FROM assay_reject'
