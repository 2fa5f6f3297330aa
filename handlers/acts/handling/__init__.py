"""办理: plan, gates, joint units, what is stuck, and what suggestions have in common."""
