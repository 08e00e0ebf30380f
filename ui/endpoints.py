"""What other programs may ask over HTTP: Gradio's API, with clear names; the pages' own events are not part of it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial, wraps
from inspect import getdoc, signature
from typing import Any

import gradio as gr
from anyio import CapacityLimiter, to_thread
from gradio.events import api
from pydantic import ValidationError, validate_call

from corpus.errors import TradeQAError
from ui.conversing import UNFORESEEN
from ui.narrowing import UnusableInputError
from ui.programs import Programs
from ui.service import Service

Offered = Callable[..., dict[str, Any]]

_log = logging.getLogger(__name__)


def offer(service: Service) -> None:
    """Offer search, ask and list_documents to programs, on the same terms as to those who sit before a browser."""
    programs = Programs(service.library, service.assistant)
    # those who wait hold threads of their own, so that the pages are served meanwhile
    threads = CapacityLimiter(service.activity.places)
    for work in programs.all:
        checked = validate_call(work)
        done = partial(_in_turn, service, checked) if work in programs.slow else checked
        # Gradio itself would leave out what the parameters mean
        api(_offered(service, work, done, threads), api_name=work.__name__, api_description=getdoc(work))


def _in_turn(service: Service, work: Offered, **given: Any) -> dict[str, Any]:  # noqa: ANN401 - whatever `work` takes
    with service.activity.turn() as turn:
        for _ in turn.wait():
            pass
        return work(**given)


def _offered(service: Service, work: Offered, done: Offered, threads: CapacityLimiter) -> Callable[..., Any]:
    """Return what is done for a program, with the name, types and description of the work; errors are told in words."""
    names = signature(work).parameters

    @wraps(work)
    async def offered(*given: Any) -> dict[str, Any]:  # noqa: ANN401 - as above
        try:
            return await to_thread.run_sync(partial(done, **dict(zip(names, given, strict=True))), limiter=threads)
        except (UnusableInputError, ValidationError) as error:
            raise _told(_in_words(error)) from error
        except TradeQAError as error:
            service.activity.report(error)
            raise _told(str(error)) from error
        except Exception as error:
            _log.exception("a program could not be answered")
            service.activity.report(error)
            raise _told(UNFORESEEN) from error

    return offered


def _told(words: str) -> gr.Error:
    return gr.Error(words, print_exception=False)


def _in_words(error: UnusableInputError | ValidationError) -> str:
    if isinstance(error, UnusableInputError):
        return str(error)
    return "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())
