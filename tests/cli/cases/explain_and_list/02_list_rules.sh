# What it judges by unless told otherwise.
assay list rules uniqueness
