"""Components whose scripts and styles are files that the dashboard serves.

Streamlit serves such files of an installed package only, by what its ``pyproject.toml`` declares.
This dashboard is not installed, so it says the same to Streamlit itself. A component given as a
string would need ``blob:`` among the sources of scripts that the page allows.
"""

from functools import cached_property
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.components.v2.bidi_component import ComponentResult
from streamlit.components.v2.get_bidi_component_manager import get_bidi_component_manager
from streamlit.components.v2.manifest_scanner import ComponentConfig, ComponentManifest
from streamlit.components.v2.types import ComponentRenderer

_HERE = Path(__file__).parent
_NAMES = "evidence", "labeller", "text_field"
_PROJECT = "dashboard"


def serve() -> None:
    """Serve the files of all components: from the start, as another process may show the page."""
    components = [ComponentConfig(name, name) for name in _NAMES]
    manifest = ComponentManifest(_PROJECT, "1", components)
    get_bidi_component_manager().register_from_manifest(manifest, _HERE)


class Packaged:
    """A component, whose files are ``index.js`` and perhaps ``style.css`` in the folder ``name``.

    Args:
        html: what it begins with.
        isolated: whether styles and scripts of the page are kept out of it.
    """

    def __init__(self, name: str, html: str = "", *, isolated: bool = True) -> None:
        self._name = f"{_PROJECT}.{name}"
        self._style = "style.css" if (_HERE / name / "style.css").exists() else None
        self._html = html
        self._isolated = isolated

    def __call__(self, **parameters: Any) -> ComponentResult:
        """Mount it: ``key``, ``data`` and callbacks as for any component of Streamlit."""
        if get_bidi_component_manager().get_component_asset_root(self._name) is None:
            serve()  # a test, which starts no process
        return self._mount(**parameters)

    @cached_property
    def _mount(self) -> ComponentRenderer:
        return st.components.v2.component(
            self._name,
            html=self._html,
            css=self._style,
            js="index.js",
            isolate_styles=self._isolated,
        )
