"""`pulumi-resource-modelwright`: Pulumi starts it and talks gRPC with it; the same resources as in process."""
