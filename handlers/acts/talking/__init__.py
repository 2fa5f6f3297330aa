"""对话: words in both directions, and what became of each message."""
