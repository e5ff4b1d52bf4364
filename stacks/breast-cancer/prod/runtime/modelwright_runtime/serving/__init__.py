"""The HTTP server of one endpoint: a verified artifact goes in, predictions in three request formats come out."""
