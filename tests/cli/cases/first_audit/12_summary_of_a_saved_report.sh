# The summary again, later and elsewhere: what the audit showed.
cat >people.csv <<'END'
name,age,city,joined,member
Ada,36,London,2025-03-01,yes
Alan,41,London,2025-04-17,yes
Grace,,Arlington,2025-05-02,no
Edsger,72,Rotterdam,2025-06-11,no
Barbara,29,Boston,2025-07-30,yes
END
assay audit people.csv --label member --now 2026-01-31T12:00:00Z --json report.json >first.txt
assay summary report.json >again.txt
cmp first.txt again.txt
assay summary - <report.json | cmp - first.txt
assay summary report.json --lines 6
