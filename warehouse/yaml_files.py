"""Reading the project's own YAML: registries and declarations, never what a plant delivered."""

from __future__ import annotations

from typing import Any

import yaml

# libyaml reads the registries ten times faster than the Python loader; a build without it still works.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def load_yaml(text: str) -> Any:
    """One document as plain Python values."""
    return yaml.load(text, Loader=_LOADER)
