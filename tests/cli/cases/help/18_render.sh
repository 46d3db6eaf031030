assay render --help >page
assay render -h | cmp - page
assay help render | cmp - page
cat page
