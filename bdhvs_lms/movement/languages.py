"""The languages of Lai Châu in which a lesson may also be offered: what files call them, their names, their tags."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True, slots=True)
class Language:
    """id: as in file names. name: as Vietnamese says it. tag: for `lang`, after BCP 47.

    Thái and Dao are several languages each; where a file doesn't say which, the tag is that of their family.
    """

    id: str
    name: str
    tag: str


LANGUAGES: Final = MappingProxyType(
    {
        one.id: one
        for one in (
            Language("thai", "Thái", "tai"),
            Language("mong", "Mông", "hmn"),
            Language("dao", "Dao", "hmx"),
            Language("ha-nhi", "Hà Nhì", "hni"),
        )
    }
)
