"""The only place that knows the Bot API: what comes in, what goes out, and how a call is made."""
