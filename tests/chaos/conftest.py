"""Moves in any order belong to the long run (`make chaos`) until what they find is mended."""

import os

collect_ignore = [] if "LIANLUO_TEST_STORIES" in os.environ else ["test_any_moves.py"]
