assay audit --help >page
assay audit -h | cmp - page
assay help audit | cmp - page
cat page
