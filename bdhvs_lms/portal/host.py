"""`Host`: what differs between a field host and a Frappe site besides the store."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from werkzeug.wrappers import Request

from ..movement.claims import Means
from ..trust import Keyring


@dataclass(frozen=True, slots=True)
class User:
    """Who is signed in. units: codes of the units the person may see and write; empty: none."""

    id: str
    name: str
    trainer: bool
    units: frozenset[str]


class Host(Protocol):
    """language: "vi". home: the address of the first page. cookie_key: signs cookies, never leaves the host."""

    @property
    def language(self) -> str: ...

    @property
    def home(self) -> str: ...

    @property
    def keyring(self) -> Keyring: ...

    @property
    def cookie_key(self) -> bytes: ...

    def translate(self, message: str) -> str:
        """An English msgid in the reader's language."""
        ...

    def means(self) -> Means:
        """The clock, ids, salts, serials and the signature, for writing now."""
        ...

    def base(self, request: Request) -> str:
        """The address that papers and links made on this request should carry, "https://…" without trailing slash."""
        ...

    def user(self, request: Request) -> User | None:
        """Who is signed in, None for a citizen."""
        ...

    def form_fields(self, request: Request) -> Mapping[str, str]:
        """Hidden fields that the host itself wants in every form, as Frappe its csrf_token."""
        ...

    def allow(self, request: Request, purpose: str, times: int, seconds: int) -> bool:
        """Whether this address may do a thing once more: at most `times` in `seconds`. Nothing of it is stored."""
        ...

    def count_scan(self, code: str, *, bot: bool) -> None:
        """Counts a scan of a poster's code today."""
        ...
