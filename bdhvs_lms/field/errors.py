"""What a data folder, its backup and its restoring can refuse."""

from __future__ import annotations

from ..movement.errors import N_, BdhvsError, StoreUnavailable


class PeopleKeyMissing(StoreUnavailable):
    message = N_(
        "What is kept about people can't be read: the file keys/people.key is missing. Bring it back from a backup "
        "(bdhvs restore). Lessons, posters and the board go on without it."
    )


class PeopleKeyWrong(StoreUnavailable):
    message = N_(
        "What is kept about people can't be read: the file keys/people.key is not this folder's, or it is damaged. "
        "Bring the right one back from a backup (bdhvs restore). Lessons, posters and the board go on without it."
    )


class ChainForked(BdhvsError):
    message = N_(
        "The chain of {host} went on differently in the backup and in this folder from record {seq} on, so they can't "
        "be put together. Restore the backup into a folder of its own."
    )


class FolderInUse(BdhvsError):
    message = N_(
        "There is already an installation in {folder}; nothing was changed. Choose another folder with --data, or add "
        "the backup's records to this one with --merge."
    )


class FolderNotEmpty(BdhvsError):
    message = N_("The folder {folder} isn't empty; nothing was changed. Choose another folder with --data.")


class BackupOfASample(BdhvsError):
    message = N_("A trial installation (MẪU) and a real one can't be put together; nothing was changed.")


class FileOpenToOthers(BdhvsError):
    message = N_("Others on this machine can read {file}. Correct it with: chmod {mode} {file}")


class DatabaseDamaged(BdhvsError):
    message = N_("The database {file} is damaged ({why}). Restore the latest backup into another folder: bdhvs restore")


class RecordChanged(BdhvsError):
    message = N_("The record {record} says something else than its place in the database.")


class PeopleDontFit(BdhvsError):
    message = N_(
        "What is kept about {count} people isn't what the records say, or can't be opened; the first: {learner}"
    )


class PeopleGone(BdhvsError):
    message = N_("Of {count} learners nothing is kept though nobody erased them. A backup may have them: bdhvs restore")


class ErasedIsThere(BdhvsError):
    message = N_("Of {count} erased learners something is still kept. Erase them again: bdhvs learners erase")


class PapersDontFit(BdhvsError):
    message = N_("{count} kept papers aren't what the records say, or can't be opened; the first: {serial}")


class PapersGone(BdhvsError):
    message = N_("{count} papers of people who weren't erased are gone. A backup may have them: bdhvs restore")
