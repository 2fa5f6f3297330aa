"""人员: the roster, joining, reach, leaving."""
