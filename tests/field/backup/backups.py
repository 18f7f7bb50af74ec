"""Backups to test with, made of a folder in which people have learned."""

from contextlib import closing

from bdhvs_lms.field.backup import backup
from bdhvs_lms.field.check import check
from bdhvs_lms.field.installation import open_installation
from bdhvs_lms.field.merge import merge

from ..folders import PASSPHRASE


def saved(folder, to, **options):
    """→ the backup file, made anew."""
    with closing(open_installation(folder)) as installation:
        backup(installation, to, PASSPHRASE, **options)
    return to


def merged(folder, file):
    """→ how many records were added."""
    with closing(open_installation(folder)) as installation:
        return merge(installation, file, PASSPHRASE).new


def faults(folder):
    return [str(fault) for fault in check(folder).faults]


def identity(folder):
    with closing(open_installation(folder)) as installation:
        return installation.store.settings().host, installation.keyring.own
