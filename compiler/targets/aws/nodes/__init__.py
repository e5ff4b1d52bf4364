"""The resources of an AWS stack; the fields are what `templates/aws/` prints. Tags are the program's one `TAGS`."""
