import pulumi_modelwright as modelwright

modelwright.Dataset(
    "customers",
    source="customers.csv",
    digest="sha256:0000000000000000000000000000000000000000000000000000000000000000",
    columns=[{"name": "tenure", "type": "integer"}, {"name": "churned", "type": "boolean"}],
)
