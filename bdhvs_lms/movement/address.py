"""Addresses that may be printed: what is on paper must lead somewhere from another phone."""

from __future__ import annotations

import ipaddress
from functools import lru_cache
from urllib.parse import urlsplit


@lru_cache(maxsize=64)
def is_loopback(address: str) -> bool:
    """Whether “https://host[:port]” leads only to the machine on which it is typed."""
    host = urlsplit(address).hostname or ""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        number = ipaddress.ip_address(host)
    except ValueError:
        return False
    return number.is_loopback or number.is_unspecified


def printable(address: str) -> bool:
    """Whether a public address is set that can be printed for real; otherwise what is printed is a sample, “MẪU”."""
    return bool(address) and not is_loopback(address)
