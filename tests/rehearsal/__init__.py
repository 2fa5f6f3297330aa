"""The rehearsal of a year: a short one lived through, and judges that can say no."""
