"""The conversation: from a question to an answer whose every sentence carries its quotes."""
