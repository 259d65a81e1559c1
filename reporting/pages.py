"""How pages are made: one environment for all templates, everything escaped, nothing fetched from outside."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from reporting import labels, lifecycle
from reporting.numbers import amount, percent, plain, short

TEMPLATES = Path(__file__).parent / "templates"


@cache
def environment() -> Environment:
    """Templates with the project's filters; an unknown name is an error, not an empty place."""
    env = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    env.filters.update(
        plain=plain,
        amount=amount,
        percent=percent,
        short=short,
        status=labels.status_label,
        status_en=labels.status_english,
        disposition=labels.disposition_label,
        answer=labels.answer_label,
        gate=labels.gate_label,
        place=labels.place_label,
        process=labels.process_label,
        parameter=labels.parameter_label,
        source=labels.source_label,
        requirement=labels.requirement_text,
        finding_status=lifecycle.status_label,
        finding_shade=lifecycle.shade,
        answered=lifecycle.answer_words,
        decided=lifecycle.decision_words,
    )
    return env


def write_page(path: Path, template: str, **facts: Any) -> Path:
    """Render a template to a UTF-8 file; returns the path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(environment().get_template(template).render(**facts), encoding="utf-8", newline="\n")
    return path
