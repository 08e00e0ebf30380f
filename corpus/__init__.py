"""What a document is, and how a file becomes one."""
