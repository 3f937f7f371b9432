"""The token that every form carries: made for one browser (its cookie), known to nobody else."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from starlette.requests import Request
from starlette.responses import Response

from onrecord.web.guard import read_cookie

COOKIE = "onrecord_session"


class Tokens:
    """Makes and checks tokens with a secret that lives as long as the server."""

    def __init__(self) -> None:
        self._secret = secrets.token_bytes(32)

    def session(self, request: Request) -> str:
        """The browser's session: from its cookie where that is one of ours, else a new one, which `remember` sets."""
        known: str | None = getattr(request.state, "session", None)
        if known is None:
            found = read_cookie(request.headers, COOKIE)
            known = found if len(found) == 43 and found.replace("-", "").replace("_", "").isalnum() else secrets.token_urlsafe(32)
            request.state.session = known
        return known

    def make(self, request: Request) -> str:
        """The token for this browser's forms."""
        return hmac.new(self._secret, self.session(request).encode(), hashlib.sha256).hexdigest()

    def holds(self, request: Request, given: str) -> bool:
        """Is this the token that a form of ours carried to this browser?"""
        return bool(read_cookie(request.headers, COOKIE)) and hmac.compare_digest(self.make(request).encode(), given.encode())

    def remember(self, request: Request, response: Response) -> None:
        """Set the session's cookie where the browser has none."""
        session = self.session(request)
        if read_cookie(request.headers, COOKIE) != session:
            response.set_cookie(COOKIE, session, httponly=True, samesite="strict", path="/")
