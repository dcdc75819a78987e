"""Who logs in to a database: from environment variables, or else from the operating system's keyring."""

import os
from dataclasses import dataclass, field

USER, PASSWORD = "_ANVANDARE", "_LOSENORD"


@dataclass(frozen=True)
class Credentials:
    """User and password, None where nothing is said; neither is ever shown."""

    user: str | None = field(default=None, repr=False)
    password: str | None = field(default=None, repr=False)


def find_credentials(name: str) -> Credentials:
    """The variables `<name>_ANVANDARE` and `<name>_LOSENORD`, or the keyring's entry for the service `name`.

    Where there is neither, nothing: the database may know the user of the computer (Windows, peer, .pgpass).
    """
    user, password = os.environ.get(name + USER), os.environ.get(name + PASSWORD)
    if user or password:
        return Credentials(user or None, password or None)
    try:
        import keyring

        found = keyring.get_credential(name, None)
    except Exception:  # no such package, or no keyring on this computer: the database will say if it minds
        return Credentials()
    return Credentials(found.username or None, found.password) if found else Credentials()
