"""What people do in chat: each file is one subject, asked and shown step by step."""
