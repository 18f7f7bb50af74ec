"""What sealing and opening under a key can refuse."""

from __future__ import annotations

from ..movement.errors import N_, BdhvsError, StoreUnavailable


class SealBroken(StoreUnavailable):
    """A sealed value was changed, moved to another row, or belongs to another key."""

    message = N_("What is kept about a person can't be opened: it was changed, or it has another key. See: bdhvs check")


class WrongPassphrase(BdhvsError):
    message = N_("The passphrase is not right, or the file is damaged at its beginning.")


class BackupDamaged(BdhvsError):
    message = N_("The backup is damaged or cut short; nothing of it was restored. Take another copy of it.")
