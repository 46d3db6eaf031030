# Some rules have the name of the metric that they judge: both are shown.
assay explain timeliness.future
