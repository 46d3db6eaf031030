# Is the evaluation set in the training data? Any 13 words in a row tell so; a shorter item must be there whole.
cat >train.jsonl <<'END'
{"text": "A page about physics. Question: a ball is thrown straight up with a speed of ten metres per second; how high does it rise before it falls? Think."}
{"text": "He asked what is the capital of the country of Peru, and she knew."}
{"text": "Nothing of all that is written here."}
END
cat >bench.jsonl <<'END'
{"id": 1, "question": "A ball is thrown straight up with a speed of ten metres per second. How high does it rise?", "answer": "5 metres"}
{"id": 2, "question": "What is the capital of the country of Peru?", "answer": "Lima"}
{"id": 3, "question": "What is written there, and by whom was it done, and when, and why so?", "answer": "Nothing"}
{"id": 4, "question": "Yes or no?", "answer": "yes"}
END
assay audit train.jsonl --kind text --against bench.jsonl --rules eval --now 2026-01-31 --db x.db --json r.json --quiet || :
assay query x.db 'SELECT items_of, item, row, tokens, round(share, 2) AS share, text FROM assay_contamination'
jq '.dimensions.corpus.contamination' r.json | grep -E '"(ngram|items|contaminated_items|documents|too_short|longest)": [0-9]'
grep -E '"title": ".*evaluation' r.json
assay audit train.jsonl --kind text --against bench.json --now 2026-01-31 || :
