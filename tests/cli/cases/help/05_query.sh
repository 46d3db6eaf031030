assay query --help >page
assay query -h | cmp - page
assay help query | cmp - page
cat page
