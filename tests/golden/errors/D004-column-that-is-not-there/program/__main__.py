import pulumi_modelwright as modelwright

modelwright.Dataset(
    "customers",
    source="customers.csv",
    digest="sha256:7cf8c9728ed1c80276741046e633d507c118e8dc3b8288f5af43b2536ee36605",
    columns=[{"name": "tenure", "type": "integer"}, {"name": "plan", "type": "text"}],
)
