"""The process: network, environment and wall clock; everything is put together here."""
