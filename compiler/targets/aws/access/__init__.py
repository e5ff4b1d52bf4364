"""Who may do what: policies of workloads, of who deploys them, and what all of them are held to."""
