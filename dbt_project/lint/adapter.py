"""Stands for dbt's `adapter` when sqlfluff renders a model: a dispatched macro becomes a plain expression."""

from collections.abc import Callable


def dispatch(_macro: str, _package: str | None = None) -> Callable[..., str]:
    """Return a function that renders any call as a constant; lint looks at form, not at values."""
    return lambda *_arguments, **_named: "1"
