import pulumi

thresholds = {"churn": 0.5}
pulumi.export("threshold", thresholds["fraud"])
