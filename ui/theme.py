"""The colours and type of Gradio's own controls; `assets/style.css` has those of everything else."""

from __future__ import annotations

from typing import Any

import gradio as gr

SANS = ["system-ui", "-apple-system", "Segoe UI", "Roboto", "Noto Sans", "Liberation Sans", "sans-serif"]
MONO = ["ui-monospace", "Menlo", "Consolas", "Liberation Mono", "monospace"]

_COLOURS = {
    # role: (by day, by night)
    "paper": ("#fbfaf7", "#141619"),
    "card": ("#ffffff", "#1b1e22"),
    "ink": ("#1b1a17", "#e9e6df"),
    "soft": ("#625e55", "#a5a097"),
    "rule": ("#dcd7cb", "#33373c"),
    "accent": ("#1d4d5c", "#8fc3d2"),
}

_ROLES = {
    "body_background_fill": "paper",
    "background_fill_primary": "paper",
    "background_fill_secondary": "card",
    "block_background_fill": "paper",
    "block_border_color": "rule",
    "block_label_text_color": "soft",
    "block_title_text_color": "soft",
    "body_text_color": "ink",
    "body_text_color_subdued": "soft",
    "border_color_primary": "rule",
    "border_color_accent": "accent",
    "input_background_fill": "card",
    "input_border_color": "rule",
    "input_border_color_focus": "accent",
    "input_placeholder_color": "soft",
    "link_text_color": "accent",
    "button_primary_background_fill": "accent",
    "button_primary_background_fill_hover": "accent",
    "button_primary_border_color": "accent",
    "button_primary_text_color": "paper",
    "button_secondary_background_fill": "paper",
    "button_secondary_background_fill_hover": "card",
    "button_secondary_border_color": "rule",
    "button_secondary_text_color": "ink",
    "color_accent_soft": "card",
}


def theme() -> gr.themes.Base:
    """Return Gradio's base theme in our colours, with fonts that every computer has: none is fetched."""
    roles: dict[str, Any] = {name: _COLOURS[role][0] for name, role in _ROLES.items()}
    roles |= {f"{name}_dark": _COLOURS[role][1] for name, role in _ROLES.items()}
    base = gr.themes.Base(font=list(SANS), font_mono=list(MONO), radius_size=gr.themes.sizes.radius_sm)
    return base.set(
        **roles,
        block_shadow="none",
        block_border_width="0px",
        input_border_width="1px",
        button_transition="none",
        color_accent=_COLOURS["accent"][0],
    )
