# The same to standard output, where it was asked for.
assay --help >page
assay -h | cmp - page
assay help | cmp - page
cat page
