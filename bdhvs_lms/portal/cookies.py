"""What a phone keeps between pages: a citizen's progress and the serials of the papers made on it. Signed, expiring."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from typing import Any, Final

from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug.wrappers import Request, Response

from ..movement.progress import Progress

PROGRESS, PAPERS = "bdhvs_hoc", "bdhvs_giay"
DAYS: Final = {PROGRESS: 180, PAPERS: 365}
LIMIT: Final = 2048
PAPERS_KEPT: Final = 30


class Cookies:
    """Reads and writes the portal's two cookies. A cookie that is forged, stale or garbled counts as none."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def _serializer(self, name: str) -> URLSafeTimedSerializer:
        return URLSafeTimedSerializer(self._key, salt=name, signer_kwargs={"digest_method": hashlib.sha256})

    def _read(self, request: Request, name: str) -> Any:
        text = request.cookies.get(name, "")
        if not text or len(text) > LIMIT:
            return None
        try:
            return self._serializer(name).loads(text, max_age=DAYS[name] * 86400)
        except BadData:
            return None

    def _write(self, request: Request, response: Response, name: str, plain: object) -> None:
        text = self._serializer(name).dumps(plain)
        text = text.decode() if isinstance(text, bytes) else text
        if len(text) > LIMIT:
            raise ValueError(f"the cookie {name} would take {len(text)} bytes")
        response.set_cookie(
            name, text, max_age=DAYS[name] * 86400, secure=request.is_secure, httponly=True, samesite="Lax"
        )

    def progress(self, request: Request) -> Progress | None:
        """None on a phone that hasn't started, or whose cookie isn't good."""
        plain = self._read(request, PROGRESS)
        try:
            return Progress.from_plain(plain) if isinstance(plain, dict) else None
        except ValueError:
            return None

    def keep_progress(self, request: Request, response: Response, progress: Progress) -> None:
        self._write(request, response, PROGRESS, progress.as_plain())

    def papers(self, request: Request) -> tuple[str, ...]:
        """Serials of papers made on this phone, the latest first."""
        plain = self._read(request, PAPERS)
        return tuple(one for one in plain if isinstance(one, str)) if isinstance(plain, list) else ()

    def keep_papers(self, request: Request, response: Response, serials: Sequence[str]) -> None:
        self._write(request, response, PAPERS, list(serials)[:PAPERS_KEPT])

    def forget(self, response: Response) -> None:
        for name in (PROGRESS, PAPERS):
            response.delete_cookie(name, httponly=True, samesite="Lax")

    def token(self, progress: Progress) -> str:
        """What a form must carry: it belongs to this phone's progress and can't be guessed by another page."""
        return hmac.new(self._key, b"form|" + progress.nonce.encode(), hashlib.sha256).hexdigest()[:32]

    def token_fits(self, progress: Progress | None, token: str) -> bool:
        return progress is not None and hmac.compare_digest(self.token(progress).encode(), token.encode())


def new_progress() -> Progress:
    """A fresh start."""
    return Progress(secrets.token_hex(16))
