import pulumi

pulumi.runtime.invoke("modelwright:index:getModel", {"name": "churn"})
