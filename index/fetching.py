"""Fetch a URL that the user named; nothing else in the project opens a connection of its own accord."""

from __future__ import annotations

import http.client
import urllib.error
import urllib.request

from corpus.errors import UnreadableFileError

TIMEOUT_SECONDS = 30.0
MAXIMUM_BYTES = 200 * 2**20


def fetch(url: str) -> tuple[bytes, str, str]:
    """Return the bytes at an http(s) URL, the URL they came from at last, and the type that the server declared.

    Raises UnreadableFileError when they cannot be had.
    """
    request = urllib.request.Request(url, headers={"User-Agent": "tradeqa"})  # noqa: S310 - the caller checks the scheme
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as response:  # noqa: S310 - as above
            raw = response.read(MAXIMUM_BYTES + 1)
            final, declared = response.geturl(), response.headers.get("Content-Type", "")
    except urllib.error.HTTPError as error:
        raise UnreadableFileError(
            f"{url} answered {error.code} {error.reason}: check the address in a browser, or save the page and add it"
        ) from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise UnreadableFileError(
            f"{url} could not be fetched ({error}): check address and connection, or save the page and add it"
        ) from error
    if len(raw) > MAXIMUM_BYTES:
        raise UnreadableFileError(f"{url} is larger than {MAXIMUM_BYTES >> 20} MB: save it, and add its parts")
    if not final.startswith(("http://", "https://")):
        raise UnreadableFileError(f"{url} leads to {final}, which is not on the web: add the file itself")
    return raw, final, declared
