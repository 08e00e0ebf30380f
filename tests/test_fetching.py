"""Fetching a URL that the user named, from a server on this machine."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from corpus.errors import UnreadableFileError
from fakes import BagOfWords
from index import intake
from index.fetching import fetch
from index.library import Library

PAGE = b"<html><head><title>Notice</title></head><body><p>The duty on steel is 50 percent.</p></body></html>"


class Pages(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/moved":
            self.send_response(302)
            self.send_header("Location", "/notice")
        elif self.path == "/to-a-file":
            self.send_response(302)
            self.send_header("Location", "file:///etc/hostname")
        elif self.path == "/notice":
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(PAGE)
            return
        else:
            self.send_response(404)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Stay silent."""


@pytest.fixture
def server() -> Iterator[str]:
    """The address of a small web server."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Pages) as serving:
        thread = threading.Thread(target=serving.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{serving.server_port}"
        serving.shutdown()
        thread.join()


def test_a_page_is_fetched_with_its_type_and_its_last_address(server: str) -> None:
    assert fetch(f"{server}/moved") == (PAGE, f"{server}/notice", "text/html; charset=utf-8")


@pytest.mark.parametrize("path", ["/missing", "/to-a-file"])
def test_what_is_not_there_is_refused_with_a_remedy(server: str, path: str) -> None:
    with pytest.raises(UnreadableFileError, match="check the address"):
        fetch(server + path)


def test_an_added_page_answers_and_is_the_same_document_the_next_time(server: str, library: Library) -> None:
    first = intake.add(library, BagOfWords(), [f"{server}/notice"])
    assert [file.outcome for file in first.files] == ["added"]
    again = intake.add(library, BagOfWords(), [f"{server}/notice"])
    assert [file.outcome for file in again.files] == ["unchanged"]
    assert "50 percent" in library.text(first.files[0].document_id or "")
