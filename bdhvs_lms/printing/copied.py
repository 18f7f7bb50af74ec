"""Objects of a PDF as bytes that don't need its reader any more: copied out once, put into as many files as wanted."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Sequence
from typing import Any, Final

from pypdf.generic import (
    ArrayObject,
    ByteStringObject,
    DictionaryObject,
    FloatObject,
    IndirectObject,
    NameObject,
    PdfObject,
    StreamObject,
    TextStringObject,
)

from .pdf_file import PdfFile, name, text

_LEFT_OUT: Final = ("/Length", "/Metadata", "/PieceInfo", "/Interpolate")
_PLACE: Final = re.compile(rb"@(\d+)@")
Objects = Sequence[tuple[bytes, bytes | None]]
"""(body or dictionary's entries, stream or None); `@n@` stands for the n-th of them."""


def put(objects: Objects, file: PdfFile) -> Callable[[bytes], bytes]:
    """Puts objects into a file → what turns `@n@` into references to them."""
    numbers = [file.reserve() for _ in objects]

    def placed(body: bytes) -> bytes:
        return _PLACE.sub(lambda found: b"%d 0 R" % numbers[int(found[1])], body)

    for number_, (body, data) in zip(numbers, objects, strict=True):
        if data is None:
            file.put(placed(body), number_)
        else:
            file.stream(data, placed(body), number_, packed=False)
    return placed


class Copier:
    """Copies objects out of a reader, each once, as bytes that don't need the reader any more."""

    def __init__(self) -> None:
        self.objects: list[tuple[bytes, bytes | None]] = []
        self._places: dict[tuple[int, int], int] = {}

    def value(self, value: Any) -> bytes:
        """How a value is written."""
        if isinstance(value, IndirectObject):
            said = b"@%d@" % self._place(value)
        elif isinstance(value, StreamObject):
            said = b"@%d@" % self._add(value)
        elif isinstance(value, DictionaryObject):
            said = b"<<" + self.entries(value) + b">>"
        elif isinstance(value, ArrayObject):
            said = b"[" + b" ".join(self.value(one) for one in list.__iter__(value)) + b"]"
        else:
            said = _plain(value)
        return said

    def entries(self, dictionary: Any, *, without: tuple[str, ...] = ()) -> bytes:
        """A dictionary's entries but those named in `without`."""
        kept = [called for called in dictionary if called not in without]
        return b"".join(key(called) + b" " + self.value(dictionary.raw_get(called)) for called in kept)

    def _place(self, reference: IndirectObject) -> int:
        known = (reference.idnum, reference.generation)
        if known not in self._places:
            self._places[known] = len(self.objects)
            self._add(reference.get_object(), self._places[known])
        return self._places[known]

    def _add(self, value: PdfObject | None, place: int | None = None) -> int:
        if place is None:
            place = len(self.objects)
        self.objects.append((b"", None))
        if isinstance(value, StreamObject):
            self.objects[place] = (self.entries(value, without=_LEFT_OUT), value._data)
        else:
            self.objects[place] = (self.value(value) if value is not None else b"null", None)
        return place


def _plain(value: Any) -> bytes:
    """What holds nothing else."""
    if isinstance(value, NameObject):
        return key(value)
    if isinstance(value, FloatObject):
        return f"{float(value):.6f}".rstrip("0").rstrip(".").encode()
    if isinstance(value, TextStringObject) and value.isascii() and value.isprintable():
        return text(value)
    if isinstance(value, TextStringObject | ByteStringObject):
        return b"<" + value.original_bytes.hex().encode() + b">"
    out = io.BytesIO()
    value.write_to_stream(out)
    return out.getvalue()


def key(called: str) -> bytes:
    """A name of a dictionary's entry."""
    return name(called[1:]).replace(b"@", b"#40")
