"""Speed, measured side by side in one run against the same local server. No timed tests."""
