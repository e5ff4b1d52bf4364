import pulumi

pulumi.CustomResource("gcp:storage/bucket:Bucket", "lake", {"location": "EU"})
