"""沟通: the contacts before, during and after handling, and what the deputy wishes."""
