"""Train the reader: from questions with their gold words to the weights that `index.reranking` loads."""
