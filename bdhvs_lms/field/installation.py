"""An installation: a data folder with database, keys and own courses; `bdhvs init` makes it, everything opens it."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Final

import uuid_utils

from .. import __file__ as package_file
from ..catalog import Catalog
from ..exchange.sheets import read_table
from ..movement import codes, tables
from ..movement.certificate import Certificate
from ..movement.claims import Means
from ..movement.errors import N_, AlreadyInitialised, InvalidFile, NotInitialised
from ..movement.records import day_of
from ..movement.units import PROVINCE, WHOLE_PROVINCE, Unit
from ..trust import Keyring, sign_certificate
from . import at_rest, kept, keyfiles, schema, workplace
from .database import Database
from .scans import Scans
from .store import SqliteStore

PACKAGE: Final = Path(package_file).resolve().parent
BUNDLED_COURSES: Final = PACKAGE / "courses"
OWN_PAGE: Final = "pages/giay-xac-nhan.pdf"
FIXTURES: Final = PACKAGE / "fixtures"

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    return datetime.now(timezone.utc)


def new_id() -> str:
    """A UUIDv7: ordered by time."""
    return str(uuid_utils.uuid7())


@dataclass(frozen=True, slots=True)
class Installation:
    """Everything a command or the server needs. folder: absolute."""

    folder: Path
    store: SqliteStore
    catalog: Catalog
    scans: Scans
    clock: Clock
    people_key: at_rest.PeopleKey

    @property
    def keys(self) -> Path:
        return self.folder / "keys"

    @property
    def template(self) -> Path:
        """Where the issuer's own page for papers lies, if there is one."""
        return self.folder / OWN_PAGE

    @property
    def keyring(self) -> Keyring:
        return self.store.keyring

    def close(self) -> None:
        """Closes the databases for every thread, so that nothing stays in their logs."""
        self.store.database.close()
        self.scans.database.close()

    def means(self) -> Means:
        """What the rules need for writing now."""
        return Means(self.clock(), new_id, lambda: secrets.token_bytes(16), new_serial, self._sign)

    def _sign(self, certificate: Certificate) -> tuple[bytes, str]:
        signer = self.keyring.signer
        if signer is None:
            raise InvalidFile(file=str(self.keys), why=N_("there is no signing key"))
        return sign_certificate(certificate, signer), signer.id


def new_serial() -> str:
    return codes.serial_from_bytes(secrets.token_bytes(codes.SERIAL_BYTES))


def default_folder() -> Path:
    """BDHVS_DATA, else bdhvs in the user's data folder (XDG_DATA_HOME)."""
    if chosen := os.environ.get("BDHVS_DATA"):
        return Path(chosen)
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "bdhvs"


def create(
    folder: Path, issuer: str, *, sample: bool = False, public_address: str = "", clock: Clock = utc_now
) -> Installation:
    """Makes an installation with the 38 units, the groups and the provisional targets, and nothing else.

    AlreadyInitialised; InvalidFile when the folder can't be made or lies inside the program's own source folder,
    where keys and people's data must never be.
    """
    folder = folder.resolve()
    must_be_outside(folder)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        (folder / "courses").mkdir(exist_ok=True)
    except OSError as error:
        raise InvalidFile(file=str(folder), why=error.strerror or "?") from None
    with keyfiles.locked(folder / "keys"):
        if (folder / "keys" / keyfiles.RING).exists():
            raise AlreadyInitialised(folder=str(folder))
        _begin(folder, sample=sample, public_address=public_address)
        # The ring is written last: until it stands, init can simply be run again.
        keyfiles.new_keys(folder / "keys", issuer, day_of(clock()).isoformat())
        return open_installation(folder, clock=clock)


def must_be_outside(folder: Path) -> None:
    """InvalidFile for a place inside the program's own source folder. folder: resolved."""
    if folder.is_relative_to(PACKAGE.parent) and (PACKAGE.parent / "pyproject.toml").exists():
        raise InvalidFile(file=str(folder), why=N_("it lies in the program's own folder; choose another place"))


def _begin(folder: Path, **settings: object) -> None:
    with closing(Database(folder / "data.db", schema.ALL)) as database:
        if database.read().execute("SELECT 1 FROM record").fetchone():
            why = N_("it holds records, but its keys are gone: bring them back first")
            raise InvalidFile(file=str(folder), why=why)
        kept.write_settings(database, host=f"field-{secrets.token_hex(6)}", **settings)
        seed(database, Catalog.load([BUNDLED_COURSES]))


def seed(database: Database, catalog: Catalog) -> None:
    """What an installation starts with; from then on it is the user's own."""
    units = [Unit(PROVINCE, "Lai Châu", WHOLE_PROVINCE), *tables.read_units(read_table(FIXTURES / "units.csv"))]
    groups = tables.read_groups(read_table(FIXTURES / "groups.csv"))
    targets = tables.read_targets(
        read_table(FIXTURES / "targets.csv"),
        units={unit.code for unit in units},
        groups={group.id for group in groups},
        courses={course.id for course in catalog.courses},
    )
    kept.add_units(database, units)
    kept.add_groups(database, groups)
    kept.add_targets(database, targets)


def open_installation(folder: Path, *, clock: Clock = utc_now) -> Installation:
    """Opens what `create` made. NotInitialised; KeyFileUnsafe when others can read the keys."""
    folder = folder.resolve()
    if not (folder / "keys" / keyfiles.RING).exists():
        raise NotInitialised(folder=str(folder))
    workplace.sweep(folder)
    database = Database(folder / "data.db", "")
    try:
        people_key = at_rest.prepare(database, folder / "keys")
        database.forget_deleted(seconds=0)  # what an erasure could not reach while somebody was reading
        catalog = Catalog.load([BUNDLED_COURSES, folder / "courses"])
        store = SqliteStore(database, catalog, keyfiles.KeyFolder(folder / "keys"), clock, new_id, people_key)
        return Installation(folder, store, catalog, Scans(folder / "scans.db"), clock, people_key)
    except BaseException:
        database.close()
        raise
