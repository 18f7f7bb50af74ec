"""Trainers' accounts of a field host: made by a command, with a password that is shown once; sessions are cookies."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import json
import secrets
import sqlite3
import threading
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug.security import check_password_hash, generate_password_hash
from werkzeug.wrappers import Request, Response

from ..movement.errors import N_, BdhvsError
from ..portal import User
from .database import Database

SESSION: Final = "bdhvs_vao"
SESSION_SECONDS: Final = 12 * 3600
"""A day's classes; the next morning everybody signs in again."""
PASSWORD_LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"  # noqa: S105 - none of them is taken for another
PASSWORD_GROUPS, GROUP_LETTERS = 3, 4
_NO_PASSWORD: Final = generate_password_hash(secrets.token_hex(16))
"""Compared with where no account has the name, so that the answer takes as long."""
_HASHING: Final = threading.BoundedSemaphore(2)
"""scrypt takes 32 MB and a core: who types passwords doesn't slow the lessons down."""


class AccountThere(BdhvsError):
    message = N_("There is already an account “{name}”. Give it a new password with: bdhvs trainer password {name}")


class UnknownAccount(BdhvsError):
    message = N_("There is no account “{name}”. `bdhvs trainer list` shows them.")


@dataclass(frozen=True, slots=True)
class Account:
    """id: what is typed to sign in. name: as pages show it. units: codes. active: may sign in."""

    id: str
    name: str
    units: tuple[str, ...]
    active: bool


class AccountBook:
    """The accounts in a folder's database. A password is kept as its scrypt hash alone."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> Sequence[Account]:
        return [_account(row) for row in self._database.rows("SELECT id, name, units, active FROM trainer ORDER BY id")]

    def add(self, id_: str, name: str, units: Sequence[str]) -> str:
        """→ the password, which is nowhere kept. AccountThere."""
        password = new_password()
        with self._database.write() as db:
            if db.execute("SELECT 1 FROM trainer WHERE id = ?", (id_,)).fetchone():
                raise AccountThere(name=id_)
            db.execute(
                "INSERT INTO trainer VALUES (?, ?, ?, ?, 1)",
                (id_, name, generate_password_hash(password), json.dumps(list(units))),
            )
        return password

    def set_units(self, id_: str, units: Sequence[str]) -> None:
        """UnknownAccount."""
        self._change(id_, "units", json.dumps(list(units)))

    def set_active(self, id_: str, active: bool) -> None:
        """Whether the account may sign in; sessions that stand end with it. UnknownAccount."""
        self._change(id_, "active", int(active))

    def renew_password(self, id_: str) -> str:
        """→ the new password; sessions under the old one end. UnknownAccount."""
        password = new_password()
        self._change(id_, "password", generate_password_hash(password))
        return password

    def _change(self, id_: str, column: str, value: object) -> None:
        with self._database.write() as db:
            changed = db.execute(f"UPDATE trainer SET {column} = ? WHERE id = ?", (value, id_)).rowcount
        if not changed:
            raise UnknownAccount(name=id_)

    def secret(self, id_: str) -> str:
        """The hash of an active account's password, "" for any other."""
        rows = self._database.rows("SELECT password FROM trainer WHERE id = ? AND active = 1", (id_,))
        return str(rows[0]["password"]) if rows else ""

    def account(self, id_: str) -> Account | None:
        rows = self._database.rows("SELECT id, name, units, active FROM trainer WHERE id = ?", (id_,))
        return _account(rows[0]) if rows else None


def new_password() -> str:
    """Three groups of four letters that aren't mistaken for others: 59 bits, easy to copy from a screen."""
    groups = ("".join(secrets.choice(PASSWORD_LETTERS) for _ in range(GROUP_LETTERS)) for _ in range(PASSWORD_GROUPS))
    return "-".join(groups)


class SignIn:
    """`portal.Accounts` over an account book. key: signs sessions."""

    def __init__(self, book: AccountBook, key: bytes) -> None:
        self._book, self._key = book, key
        self._sessions = URLSafeTimedSerializer(key, salt=SESSION, signer_kwargs={"digest_method": hashlib.sha256})

    def allowed(self, request: Request) -> bool:
        """On this machine, or under TLS: a password never goes through the air of a village's Wi-Fi unsealed."""
        return request.is_secure or is_here(request.remote_addr or "")

    def enter(self, request: Request, response: Response, name: str, password: str) -> bool:
        id_ = " ".join(name.split()).casefold()
        secret = self._book.secret(id_)
        with _HASHING:
            right = check_password_hash(secret or _NO_PASSWORD, _typed(password))
        if not (secret and right):
            return False
        said = self._sessions.dumps([id_, _mark(secret), secrets.token_hex(8)])
        response.set_cookie(
            SESSION, said.decode() if isinstance(said, bytes) else said, max_age=SESSION_SECONDS,
            secure=request.is_secure, httponly=True, samesite="Strict",
        )  # fmt: skip
        return True

    def leave(self, request: Request, response: Response) -> None:
        response.delete_cookie(SESSION, httponly=True, samesite="Strict")

    def user(self, request: Request) -> User | None:
        """Who is signed in on this connection."""
        said = request.cookies.get(SESSION, "")
        if not said or not self.allowed(request):
            return None
        try:
            id_, mark, _ = self._sessions.loads(said, max_age=SESSION_SECONDS)
        except (BadData, ValueError, TypeError):
            return None
        account, secret = self._book.account(str(id_)), self._book.secret(str(id_))
        if account is None or not secret or _mark(secret) != mark:
            return None
        return User(account.id, account.name, True, frozenset(account.units))

    def form_token(self, user: User) -> str:
        """What a trainer's forms carry; another site can't know it. Who signs in again sends a form that stood open."""
        return hmac.new(self._key, b"trainer|" + user.id.encode(), hashlib.sha256).hexdigest()[:32]

    def trainers(self, units: Collection[str]) -> Mapping[str, str]:
        return {one.id: one.name for one in self._book.all() if one.active and {*units} & {*one.units}}

    def names(self, accounts: Collection[str]) -> Mapping[str, str]:
        return {one.id: one.name for one in self._book.all() if one.id in accounts}


def _typed(password: str) -> str:
    """Spaces, and the hyphens that were left out, don't matter."""
    bare = "".join(password.casefold().replace("-", "").split())[:200]
    return "-".join(bare[start : start + GROUP_LETTERS] for start in range(0, len(bare), GROUP_LETTERS))


def _mark(secret: str) -> str:
    """Ties a session to the password it began with."""
    return hashlib.sha256(secret.encode()).hexdigest()[:16]


def is_here(address: str) -> bool:
    """Whether an IP address is this machine's own loopback."""
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def _account(row: sqlite3.Row) -> Account:
    return Account(row["id"], row["name"], tuple(json.loads(row["units"])), bool(row["active"]))
