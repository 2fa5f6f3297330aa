"""The commands of `lianluo`, one a file: each a click command and the plain function it calls."""
