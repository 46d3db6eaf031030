# Documents that repeat an earlier one: byte by byte, but for case and punctuation, or nearly. One of each cluster is kept; short and empty texts are
# no duplicates of each other.
cat >a.jsonl <<'END'
{"text": "The quick brown fox jumps over the lazy dog, and then it runs away through the dark green wood until night falls at last."}
{"text": "Yes."}
{"text": "No."}
{"text": "..."}
{"text": "The quick brown fox jumps over the lazy dog, and then it runs away through the dark green wood until night falls at last."}
END
cat >b.jsonl <<'END'
{"text": "THE QUICK BROWN FOX jumps over the lazy dog; and then it runs away through the dark green wood until night falls at last!"}
{"text": "The quick brown fox jumps over the lazy dog, and then it runs away through the dark green wood until night falls."}
{"text": "!!!"}
END
assay audit a.jsonl b.jsonl --kind text --now 2026-01-31 --db x.db --json r.json --quiet
assay query x.db 'SELECT kind, row, path, line, cluster, representative AS keeps, representative_path AS of, round(similarity, 3) AS similarity FROM assay_duplicates'
grep -A3 '"duplicates": {' r.json
grep -E '"(exact|normalised|near|across_sources)": [0-9]' r.json
