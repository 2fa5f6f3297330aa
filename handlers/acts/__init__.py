"""One function = one thing done in the caller's Turn: fetch, ask the rule, write, say."""
