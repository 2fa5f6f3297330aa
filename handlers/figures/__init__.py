"""Figures from the record: gathered, frozen, told."""
