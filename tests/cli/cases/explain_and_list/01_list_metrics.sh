# What assay computes.
assay list metrics | head -n 6
assay list metrics timeliness --format names | head -n 3
