# The manual page is made from the same tables, and is clean mdoc.
assay help --man >assay.1
head -n 3 assay.1 | tail -n 1
grep -c '^\.It Fl \\-label' assay.1
if command -v mandoc >/dev/null; then mandoc -Tlint -Wwarning assay.1; fi
