"""Front ends over the assistant: the command line and the chat for a browser."""
