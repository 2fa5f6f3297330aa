"""提醒: who is asked what at which moment, and who hears when it stays undone."""
