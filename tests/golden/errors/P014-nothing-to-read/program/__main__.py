import pulumi

pulumi.CustomResource(
    "modelwright:index:ModelVersion",
    "churn",
    {"model": "churn"},
    pulumi.ResourceOptions(id="churn/local/churn/7"),
)
