"""评价: the deputy's own word about it, and everything that guards it."""
