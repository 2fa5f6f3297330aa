"""保管: secrecy, erasure, retention, roots, and what could not be handled."""
