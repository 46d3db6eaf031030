# Names from outside cannot command the terminal: not in a summary, not in an error.
printf 'a,\033]0;owned\007b\n1,2\n3,4\n' >x.csv
assay audit x.csv --now 2026-01-31T12:00:00Z --quiet --label "$(printf '\033]0;owne\007b')" || echo "status $?"
assay audit "$(printf 'no\033[31mred.csv')" || echo "status $?"
assay audit x.csv --now 2026-01-31T12:00:00Z | grep owned
