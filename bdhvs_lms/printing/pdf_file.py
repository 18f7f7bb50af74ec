"""Writes a PDF 1.7 file object by object into a stream, with compressed object streams, in memory that stays small."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Sequence
from typing import BinaryIO, Final

_TOGETHER: Final = 100
"""Objects of one object stream at least: readers unpack a whole one to get at any of them."""


def text(value: str) -> bytes:
    """A text string: in ASCII as it is, otherwise UTF-16."""
    if value.isascii() and value.isprintable():
        return b"(" + value.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)").encode() + b")"
    return b"<FEFF" + value.encode("utf-16-be", "replace").hex().upper().encode() + b">"


def name(value: str) -> bytes:
    """A name with whatever isn't a plain letter spelled out."""
    return b"/" + b"".join(
        bytes([byte]) if 33 <= byte <= 126 and byte not in b"#/()<>[]{}%" else b"#%02X" % byte
        for byte in value.encode()
    )


def number(value: float) -> bytes:
    """At most three decimals: a thousandth of a point is far below what print shows."""
    shown = (b"%.3f" % value).rstrip(b"0").rstrip(b".")
    return shown if shown != b"-0" else b"0"


def _entry(kind: int, where: int, index: int) -> int:
    """A line of the cross-reference table in one number: 1 byte, 4 bytes, 2 bytes. A million lines are kept at once."""
    return kind << 48 | where << 16 | index


_UNKNOWN: Final = -1


class PdfFile:
    """Objects are bytes already; numbers of objects are handed out by `reserve` or when an object is put."""

    def __init__(self, target: BinaryIO) -> None:
        self._target = target
        self._at = 0
        self._entries = [_entry(0, 0, 65535)]
        self._waiting: list[int] = []
        self._bodies: list[bytes] = []
        self._digest = hashlib.sha256()
        self._write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")

    def _write(self, data: bytes) -> None:
        self._target.write(data)
        self._digest.update(data)
        self._at += len(data)

    def reserve(self) -> int:
        """The number of an object that will be put later."""
        self._entries.append(_UNKNOWN)
        return len(self._entries) - 1

    def put(self, body: bytes, number_: int = 0) -> int:
        """Adds an object that is no stream → its number."""
        number_ = number_ or self.reserve()
        self._waiting.append(number_)
        self._bodies.append(body)
        if len(self._waiting) >= _TOGETHER:
            self._pack()
        return number_

    def put_all(self, bodies: Sequence[bytes]) -> range:
        """Adds objects that are no streams → their numbers."""
        numbers = range(len(self._entries), len(self._entries) + len(bodies))
        self._entries += [_UNKNOWN] * len(bodies)
        self._waiting += numbers
        self._bodies += bodies
        if len(self._waiting) >= _TOGETHER:
            self._pack()
        return numbers

    def stream(self, data: bytes, about: bytes = b"", number_: int = 0, *, packed: bool = True, level: int = 6) -> int:
        """Adds a stream → its number. about: entries of its dictionary. packed: False for data that stays as it is."""
        number_ = number_ or self.reserve()
        if packed:
            data, about = zlib.compress(data, level), about + b"/Filter/FlateDecode"
        self._entries[number_] = _entry(1, self._at, 0)
        self._write(b"%d 0 obj\n<<%s/Length %d>>\nstream\n" % (number_, about, len(data)))
        self._write(data)
        self._write(b"\nendstream\nendobj\n")
        return number_

    def _pack(self) -> None:
        if not self._waiting:
            return
        waiting, bodies = self._waiting, self._bodies
        self._waiting, self._bodies = [], []
        holder, at, head = self.reserve(), 0, []
        for index, (number_, body) in enumerate(zip(waiting, bodies, strict=True)):
            head.append(b"%d %d" % (number_, at))
            self._entries[number_] = _entry(2, holder, index)
            at += len(body) + 1
        first = b" ".join(head) + b" "
        about = b"/Type/ObjStm/N %d/First %d" % (len(waiting), len(first))
        self.stream(first + b"\n".join(bodies), about, holder, level=3)

    def close(self, root: int, info: int) -> None:
        """Writes the cross-reference table. The file's identity is made of its content: same pages, same file."""
        self._pack()
        own = self.reserve()
        self._entries[own] = _entry(1, self._at, 0)
        if _UNKNOWN in self._entries:
            raise ValueError("an object was reserved and never put")
        rows = [one.to_bytes(7, "big") for one in self._entries]
        identity = self._digest.hexdigest()[:32].encode()
        about = b"/Type/XRef/Size %d/W[1 4 2]/Root %d 0 R/Info %d 0 R/ID[<%s><%s>]" % (
            len(rows), root, info, identity, identity,
        )  # fmt: skip
        start = self._at
        self.stream(b"".join(rows), about, own)
        self._write(b"startxref\n%d\n%%%%EOF\n" % start)
