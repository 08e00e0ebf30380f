"""The page to log in on: Gradio's own, with the title, the landmark, the heading and the style that it lacks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.markup import asset

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

MESSAGE = "<h1>tradeqa</h1>Log in to ask."
_ASKS = b'"auth_required":true'


class LoginPage:
    """Mends the page that is served to those who are not logged in yet."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request, and if it is for the page, mend what is answered."""
        if scope["type"] != "http" or scope["path"] != "/":
            await self._app(scope, receive, send)
            return
        plain = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
        await self._app({**scope, "headers": plain}, receive, _Mending(send))


class _Mending:
    """Holds the head of a response back until its body is there, whose length it tells."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._start: Message = {}
        self._body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._start = message
            return
        self._body += message.get("body", b"")
        if message.get("more_body"):
            return
        body = _mended(self._body)
        kept = [(name, value) for name, value in self._start["headers"] if name != b"content-length"]
        await self._send({**self._start, "headers": [*kept, (b"content-length", str(len(body)).encode())]})
        await self._send({"type": "http.response.body", "body": body})


def _mended(body: bytes) -> bytes:
    if _ASKS not in body.replace(b" ", b""):
        return body
    head = f"<title>tradeqa: log in</title><style>{asset('login.css')}</style></head>"
    return body.replace(b"</head>", head.encode(), 1).replace(b"<gradio-app", b'<gradio-app role="main"', 1)
