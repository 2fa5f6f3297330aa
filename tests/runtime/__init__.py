"""The process: what comes in is kept, what is to be said is said, whatever the network does."""
