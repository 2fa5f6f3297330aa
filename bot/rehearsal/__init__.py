"""A whole year rehearsed: simulated people, the real bot and sandbox, and checks of the record."""
