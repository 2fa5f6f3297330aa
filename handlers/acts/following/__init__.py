"""落实: promises, results, campaigns, and what others can learn from."""
