"""What the record adds up to: pure functions from facts to figures."""
