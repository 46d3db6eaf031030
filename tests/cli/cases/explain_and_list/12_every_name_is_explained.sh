# Nothing that is listed lacks its page.
assay explain $(assay list metrics --format names; assay list rules --format names; assay list analyses --format names) >pages
grep -c '(null)' pages || true
