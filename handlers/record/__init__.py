"""The record of one suggestion, whole: any question about it is answered from here alone."""
