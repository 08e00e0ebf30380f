"""Serve the chat on this computer: a port, a small web server, and headers that keep the page to itself."""

from __future__ import annotations

import logging
import socket
from contextlib import suppress
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import TradeQAError
from index.library import Library
from ui.accounts import Accounts, UsersFileError
from ui.activity import AT_ONCE, WAITING, Activity
from ui.hosts import is_loopback
from ui.printing import put, say
from ui.service import Service, loading
from ui.settings import WriterChoice

if TYPE_CHECKING:
    from fastapi import FastAPI
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

FIRST_PORT = 7860
PORTS = 100
LARGEST_UPLOAD = "200mb"

HEADERS = {
    # the browser itself refuses whatever would leave for another host; Gradio's own code needs inline and eval
    "content-security-policy": (
        "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; object-src 'none'; "
        "base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
    ),
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}


class PortTakenError(TradeQAError):
    """Another program serves on the port that was asked for."""


@dataclass(frozen=True, slots=True)
class ServingSettings:
    """Where the chat is served, and what those who reach it may do."""

    host: str = "127.0.0.1"
    port: int | None = None
    """The first free one when None."""
    users: Path | None = None
    """The file of those who may log in; without it there is no login."""
    read_only: bool = False
    at_once: int = AT_ONCE
    """So many questions are answered at the same time."""
    waiting: int = WAITING
    """So many more may wait."""


def serve(library: Library, writer: WriterChoice, settings: ServingSettings) -> None:
    """Serve the chat until it is interrupted; the models load while the page is already up."""
    host = settings.host
    accounts = Accounts(settings.users) if settings.users else None
    if accounts and not accounts.users:
        raise UsersFileError(f"{settings.users} names nobody who may log in: add somebody with `tradeqa user NAME`")
    listening = _listen(host, settings.port)
    alone = is_loopback(host)
    if not alone and not accounts:
        may = "ask" if settings.read_only else "ask, add and remove documents"
        say(f"whoever reaches {host} can {may}: serve it only where all may, or with --users")
    if not alone and accounts:
        say("passwords and answers travel in the clear: put a server with HTTPS in front of this one")
    writer.open()  # a wrong name is told before the page is up
    activity = Activity(settings.at_once, settings.waiting)
    keeps = alone or accounts is not None
    service = Service(library, writer, keeps, accounts, settings.read_only, activity, loading(library))
    with suppress(KeyboardInterrupt):
        _run(application(service, host), listening, host)


def _listen(host: str, port: int | None) -> socket.socket:
    """Return a socket on the port, or on the first free one when none is asked for."""
    for candidate in [port] if port else range(FIRST_PORT, FIRST_PORT + PORTS):
        try:
            family = socket.getaddrinfo(host, candidate, type=socket.SOCK_STREAM)[0][0]
        except OSError as error:
            raise PortTakenError(f"{host} is no address of this computer ({error}): leave --host out") from error
        listening = socket.socket(family, socket.SOCK_STREAM)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((host, candidate))
            listening.listen(128)
        except OSError:
            listening.close()
            continue
        return listening
    taken = f"port {port}" if port else f"every port from {FIRST_PORT} to {FIRST_PORT + PORTS - 1}"
    raise PortTakenError(f"{taken} on {host} cannot be served on: choose another with --port")


def application(service: Service, host: str) -> FastAPI:
    """Return the web application: Gradio's page with our headers."""
    import gradio as gr
    from fastapi import FastAPI
    from starlette.middleware.trustedhost import TrustedHostMiddleware

    from ui.chat import build
    from ui.login_page import MESSAGE, LoginPage
    from ui.markup import asset
    from ui.theme import theme

    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    if service.accounts:
        app.add_middleware(LoginPage)
    app.add_middleware(_Headers)
    if is_loopback(host):
        # a page elsewhere whose name is made to point at this computer must not read the library; "[" is what
        # Starlette takes for the host of an IPv6 address
        app.add_middleware(TrustedHostMiddleware, allowed_hosts=["localhost", "127.0.0.1", "[", host])
    with resources.as_file(resources.files("ui") / "assets" / "favicon.png") as favicon:
        gr.mount_gradio_app(
            app,
            build(service),
            path="/",
            server_name=host,
            footer_links=[],
            run_history=False,
            favicon_path=str(favicon),
            show_error=False,
            max_file_size=LARGEST_UPLOAD,
            ssr_mode=False,
            enable_monitoring=False,
            pwa=False,
            mcp_server=False,
            auth=service.accounts.admits if service.accounts else None,
            auth_message=MESSAGE if service.accounts else None,
            app_kwargs={"docs_url": None, "redoc_url": None, "openapi_url": None},
            theme=theme(),
            css=asset("style.css"),
        )
    return app


class _Headers:
    """Adds our headers to every response."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                added = [(name.encode(), value.encode()) for name, value in HEADERS.items()]
                message["headers"] = [*message.get("headers", []), *added]
            await send(message)

        await self._app(scope, receive, with_headers)


def _run(app: ASGIApp, listening: socket.socket, host: str) -> None:
    import uvicorn

    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
    config = uvicorn.Config(app, log_level="warning", access_log=False, timeout_graceful_shutdown=2)
    address, port = listening.getsockname()[:2]
    name = f"[{address}]" if ":" in address else address
    put(f"tradeqa answers at http://{name}:{port} — stop it with Ctrl-C")
    uvicorn.Server(config).run(sockets=[listening])
