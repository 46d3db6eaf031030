assay history --help >page
assay history -h | cmp - page
assay help history | cmp - page
cat page
