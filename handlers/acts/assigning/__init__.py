"""交办: who has a suggestion, taken, returned, handed on, merged, split, put off, withdrawn."""
