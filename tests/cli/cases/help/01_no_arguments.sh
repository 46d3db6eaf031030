# What assay can do, to standard error: nothing was asked, so nothing was done.
assay
