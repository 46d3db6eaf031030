# One page after another; one that is not known does not keep the others from being shown.
COLUMNS=60 assay explain correlation.pearson uniqueness.constnat timeliness.order-ambiguous
