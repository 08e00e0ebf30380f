"""What other programs may ask, over HTTP and over MCP: the same answers as everybody, and for strangers nothing."""

from __future__ import annotations

import asyncio
import json
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from gradio_client import Client
from gradio_client.exceptions import AppError
from mcp import Client as McpClient
from mcp import StdioServerParameters

from assistant.answering import Assistant
from index.library import Library
from ui.accounts import set_password
from ui.mcp_server import server
from ui.narrowing import UnusableInputError
from ui.programs import Programs
from ui_server import ROOT, chat

pytestmark = pytest.mark.timeout(900)

SOY = "How many tons of soybeans will China buy?"
OFFERED = {"search", "ask", "list_documents"}
PASSWORD = "correct horse battery"  # noqa: S105 - of nobody


@pytest.fixture(scope="module")
def programs(starter: Library, assistant: Assistant) -> Programs:
    """What is offered over the starter corpus."""
    return Programs(starter, lambda: assistant)


def test_what_is_found_and_quoted_are_the_documents_own_words(programs: Programs) -> None:
    hits = programs.search("soybeans", limit=3)["hits"]
    assert len(hits) == 3
    quotes = programs.ask(SOY)["quotes"]
    assert quotes
    for one in (*hits, *quotes):
        assert programs.library.text(one["document_id"])[one["start"] : one["end"]] == one["text"]
    assert json.dumps(programs.ask(SOY))


def test_what_is_restricted_is_restricted(programs: Programs) -> None:
    hits = programs.search("tariff", limit=50, before="2025-11-01")["hits"]
    assert hits
    assert all(str(hit["published"]) <= "2025-11-01" for hit in hits)
    assert programs.search("tariff", publishers=["nobody"])["hits"] == []


def test_documents_are_listed_with_their_number_in_all(programs: Programs) -> None:
    listed = programs.list_documents(limit=5)
    assert (len(listed["documents"]), listed["total"]) == (5, programs.library.counts()[0])
    assert all("soybean" in one["title"].lower() for one in programs.list_documents("soybean")["documents"])


@pytest.mark.parametrize(
    ("given", "remedy"),
    [
        ({"words": " "}, "1 to 2,000"),
        ({"words": "x" * 3000}, "1 to 2,000"),
        ({"words": "tariff", "limit": 0}, "1 to 200"),
        ({"words": "tariff", "as_of": "soon"}, "YYYY-MM-DD"),
        ({"words": "tariff", "after": "2026-01-01", "before": "2025-01-01"}, "nothing lies between"),
    ],
)
def test_what_cannot_be_used_is_told_with_what_to_do(programs: Programs, given: dict[str, Any], remedy: str) -> None:
    with pytest.raises(UnusableInputError, match=remedy):
        programs.search(**given)


# -- over HTTP --------------------------------------------------------------------------------------------------------


def test_the_api_has_three_names_that_tell_what_they_do_and_no_other(address: str) -> None:
    with urllib.request.urlopen(f"{address}/gradio_api/info", timeout=60) as response:  # noqa: S310 - our own address
        endpoints = json.load(response)["named_endpoints"]
    assert endpoints.keys() == {f"/{name}" for name in OFFERED}
    assert "exact words" in endpoints["/ask"]["description"]
    parameters = {one["parameter_name"]: one for one in endpoints["/search"]["parameters"]}
    assert parameters["limit"]["type"] == {"type": "integer"}
    assert "as_of: Only what was published up to this day (YYYY-MM-DD)" in endpoints["/search"]["description"]
    assert endpoints["/ask"]["returns"][0]["type"]["type"] == "object"


def test_a_program_asks_over_http_and_is_told_what_is_wrong(address: str, home: Path) -> None:
    client = Client(address, verbose=False)
    answer = client.predict(SOY, api_name="/ask")
    assert answer["status"] == "answered"
    library = Library.open(home / "tradeqa" / "library")
    for quote in answer["quotes"]:
        assert library.text(quote["document_id"])[quote["start"] : quote["end"]] == quote["text"]
    assert len(client.predict("soybeans", limit=2, api_name="/search")["hits"]) == 2
    assert client.predict(limit=1, api_name="/list_documents")["total"] == library.counts()[0]
    with pytest.raises(AppError, match="YYYY-MM-DD"):
        client.predict(SOY, as_of="soon", api_name="/ask")
    with pytest.raises(AppError, match="limit: Input should be a valid integer"):
        client.predict("soybeans", limit="many", api_name="/search")


# -- strangers --------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The chat with a login, over an empty library."""
    home = tmp_path_factory.mktemp("guarded")
    set_password(home / "users", "ada", PASSWORD)
    with chat("--users", str(home / "users"), "--library", str(home / "library"), home=home) as address:
        yield address


def status(address: str, path: str, body: dict[str, Any] | None = None) -> tuple[int, str]:
    data = json.dumps(body).encode() if body is not None else None
    headers = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream"}
    request = urllib.request.Request(f"{address}{path}", data, headers)  # noqa: S310 - our own address
    try:
        with urllib.request.urlopen(request, timeout=60) as response:  # noqa: S310 - as above
            return response.status, response.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


ASKED = {"data": [SOY, "", "", "", None, None], "fn_index": 0, "session_hash": "stranger"}


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/config", None),
        ("/gradio_api/info", None),
        ("/gradio_api/openapi.json", None),
        ("/gradio_api/queue/status", None),
        ("/gradio_api/queue/data?session_hash=stranger", None),
        ("/gradio_api/queue/join", ASKED),
        *((f"/gradio_api/{way}/{name}", ASKED) for way in ("call", "run", "api") for name in sorted(OFFERED)),
        ("/gradio_api/call/v2/ask", {"question": SOY}),
        ("/gradio_api/call/ask/1234", None),
    ],
)
def test_where_there_is_a_login_a_stranger_is_turned_away(guarded: str, path: str, body: dict[str, Any] | None) -> None:
    code, said = status(guarded, path, body)
    assert code == 401
    assert not any(name in said for name in ("list_documents", "soybean", "fingerprint"))


INITIALIZE = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "initialize",
    "params": {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "x", "version": "1"}},
}


@pytest.mark.parametrize("path", ["/mcp", "/mcp/", "/mcp/sse", "/mcp/schema", "/mcp/http", "/mcp/http/"])
def test_no_mcp_is_served_over_http(guarded: str, address: str, path: str) -> None:
    for server_address in (guarded, address):
        for body in (None, INITIALIZE):
            code, said = status(server_address, f"/gradio_api{path}", body)
            assert code in (401, 404, 405)
            assert "list_documents" not in said


def test_whoever_logs_in_may_ask_by_program(guarded: str) -> None:
    client = Client(guarded, auth=("ada", PASSWORD), verbose=False)
    assert client.predict(api_name="/list_documents")["total"] == 0
    assert client.predict(SOY, api_name="/ask")["status"] == "not_found"


# -- over MCP ---------------------------------------------------------------------------------------------------------


def test_an_assistant_learns_what_is_offered_and_is_told_what_is_wrong(programs: Programs) -> None:
    async def talk() -> None:
        async with McpClient(server(programs)) as client:
            tools = {tool.name: tool for tool in (await client.list_tools()).tools}
            assert tools.keys() == OFFERED
            assert all(tool.annotations and tool.annotations.read_only_hint for tool in tools.values())
            assert "exact words" in str(tools["ask"].description)
            wrong = await client.call_tool("ask", {"question": SOY, "as_of": "soon"})
            assert wrong.is_error
            assert "YYYY-MM-DD" in wrong.content[0].text  # type: ignore[union-attr]  # what is told is text

    asyncio.run(talk())


def test_an_assistant_asks_over_stdin_and_stdout(tmp_path: Path) -> None:
    async def talk() -> None:
        command = ["-m", "ui.commands", "mcp"]
        environment = {"XDG_DATA_HOME": str(tmp_path), "HOME": str(Path.home())}
        started = StdioServerParameters(command=sys.executable, args=command, cwd=str(ROOT), env=environment)
        async with McpClient(started, read_timeout_seconds=600) as client:
            answered = await client.call_tool("ask", {"question": SOY})
            assert not answered.is_error
            answer = answered.structured_content
            assert answer
            assert answer["status"] == "answered"
            assert answer["quotes"]
            listed = (await client.call_tool("list_documents", {"limit": 1})).structured_content
            assert listed
            assert listed["total"] == 40

    asyncio.run(talk())
