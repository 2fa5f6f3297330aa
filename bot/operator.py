"""Who is at the keyboard of the office: for the audit of what is taken out or looked at."""

import getpass


def os_user() -> str:
    """The account of the operating system, as far as it is known."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"
