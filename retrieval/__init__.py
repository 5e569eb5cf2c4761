"""Finding and reading the passages that answer a question; knows nothing of chat."""
