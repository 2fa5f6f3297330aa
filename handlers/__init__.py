"""What is done when something comes in: conversations, ticks, acts, rules and texts."""
