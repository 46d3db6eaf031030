awk 'BEGIN { for (i = 0; i < 100000; i++) printf "["; print ""; print "{\"a\": 1}" }' >bomb.jsonl
assay audit bomb.jsonl --format jsonl --now 2026-01-31 --db r.db --quiet || test $? = 1
assay query r.db 'SELECT line, reason, bytes FROM assay_reject'
