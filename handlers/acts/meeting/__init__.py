"""见面: meetings and tours, from the invitation to what came of them."""
