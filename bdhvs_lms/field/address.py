"""The public address that printed codes carry: how it may be typed. (Where it leads: `movement.address`.)"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlsplit

from ..movement.errors import InvalidAddress

_HOST: Final = re.compile(r"(?=.{1,253}\Z)[a-z0-9](?:[a-z0-9-]{0,62})(?:\.[a-z0-9][a-z0-9-]{0,62})*")
_USUAL_PORT: Final = {"http": 80, "https": 443}


def read_address(text: str) -> str:
    """Typed → "https://host[:port]" in lower case. InvalidAddress: another scheme, a path, a user, signs beyond ASCII.

    An IPv6 number is refused too: its brackets have no place in a QR's alphanumeric mode.
    """
    try:
        parts = urlsplit(text.strip())
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise InvalidAddress(address=text[:80]) from None
    more = "@" in parts.netloc or parts.path not in ("", "/") or parts.query or parts.fragment
    if parts.scheme not in _USUAL_PORT or more or not _HOST.fullmatch(host) or port == 0:
        raise InvalidAddress(address=text[:80])
    return f"{parts.scheme}://{host}" + (f":{port}" if port not in (None, _USUAL_PORT[parts.scheme]) else "")
