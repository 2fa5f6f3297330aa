"""Read last by the server that forks processes: what it has read is not gone through again by each.

A child would look through all of it whenever it collects garbage, and copy the pages it looks at.
"""

import gc

gc.collect()
gc.freeze()
