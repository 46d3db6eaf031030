assay diff --help >page
assay diff -h | cmp - page
assay help diff | cmp - page
cat page
