"""答复: points, draft, review, the formal reply, its publication, and closing."""
