"""The shapes the tables have had, in order."""
