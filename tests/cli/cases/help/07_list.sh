assay list --help >page
assay list -h | cmp - page
assay help list | cmp - page
cat page
