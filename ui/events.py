"""How Gradio is to run a handler: none is offered to other programs, and no bar covers what is being read."""

from __future__ import annotations

from typing import Any

STREAMED: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden", "trigger_mode": "once"}
"""For what yields on the way."""
STOPPABLE: dict[str, Any] = STREAMED | {"trigger_mode": "multiple"}
"""For what can be stopped: once stopped, Gradio takes an event that is to run "once" for running still, and nothing
could be asked any more. `ui.activity` keeps a page from asking twice at the same time."""
QUICK: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden", "queue": False}
"""What yields nothing on the way stays out of the queue: its end would close the stream of answers under a question
that is asked at that moment, and the answer would never be shown."""
