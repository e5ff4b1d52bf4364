import pulumi_modelwright as modelwright

modelwright.Endpoint(
    "churn-api",
    model="churn",
    version=1,
    artifact="sha256:0000000000000000000000000000000000000000000000000000000000000000",
)
