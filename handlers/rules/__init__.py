"""Pure rules: values in, decisions out. No session, no clock, no network."""
