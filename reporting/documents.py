"""Where documents are put: all of one close in one folder that appears at once, and receipts beside the lake.

What documents say is decided by the modules that make them. No clock is read: the same inputs give the same bytes.
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterable
from pathlib import Path

import polars as pl

from ingestion.receipts.facts import ReceiptSource, receipt_facts, receipt_places
from reporting.lifecycle import in_order
from reporting.pages import write_page
from reporting.published import Published, open_published
from reporting.receipt_book import write_receipt_book
from reporting.receipts import receipt_view
from warehouse.home import Home, open_home, sync_folder
from warehouse.locks import hold
from warehouse.publish import current_close

FOLDER = "documents"
CURRENT = "current"


def write_documents(home: Home) -> list[Path]:
    """Write the pages, workbooks, answer forms and reports of the published close, then let ``documents/current`` point at them.

    Returns the paths of the files, receipts of the asked periods included.

    :raises reporting.published.NothingPublishedError: when no close is published.
    """
    from reporting.answer_form import write_answer_forms
    from reporting.report import write_reports
    from reporting.report_settings import report_settings
    from reporting.review_list import write_review_list
    from reporting.site import write_site
    from reporting.workbook import write_workbooks

    published = open_published(home)
    settings = report_settings(home)
    places = [
        (plant["plant"], period)
        for plant in published.table("plants").sort("plant").to_dicts()
        for period in (*published.asked("month"), *published.asked("year"))
    ]
    known = set(receipt_places(home)) | {(plant["plant"], "") for plant in published.plants}
    receipts = _write_places(home, [p for p in places if p in known or (p[0], "") in known], published)
    documents = home.root / FOLDER
    building = documents / f".building-{os.getpid()}-{secrets.token_hex(4)}"
    try:
        written = [
            *write_workbooks(published, building),
            *write_answer_forms(published, building),
            *write_review_list(published, building),
            *write_reports(published, building, settings),
            *write_site(published, building, {path.parent.relative_to(home.receipts) for path in receipts}),
        ]
        names = [path.relative_to(building) for path in written]
        with hold(home, FOLDER):
            folder = _settle(documents, building, published.close_id)
    finally:
        shutil.rmtree(building, ignore_errors=True)
    return [*(folder / name for name in names), *receipts]


def write_receipts(home: Home | Path, plant: str | None = None, period: str | None = None) -> list[Path]:
    """Write the receipts of what was delivered; `plant` and `period` narrow it down.

    A plant and period that are both named get a receipt even when nothing came in: it says what is missing.
    """
    place = open_home(home)
    places = [
        found for found in receipt_places(place) if plant in (None, found[0]) and period in (None, found[1])
    ]
    if not places and plant is not None and period is not None:
        places = [(plant, period)]
    return _write_places(place, places, _last_close(place))


def write_receipts_of(home: Home | Path, places: Iterable[tuple[str, str]]) -> list[Path]:
    """Write the receipts of these plants and periods, and all that are not there yet (an ingest may have been killed).

    Returns the paths of the files.
    """
    place = open_home(home)
    wanted = set(places)
    without = {p for p in receipt_places(place) if not receipt_file(place, *p).exists()}
    return _write_places(place, sorted(wanted | without), _last_close(place))


def receipt_file(home: Home, plant: str, period: str) -> Path:
    """Where the page of a receipt is kept."""
    return home.receipts / file_name(plant) / file_name(period) / "receipt.html"


def _last_close(home: Home) -> Published | None:
    return open_published(home) if current_close(home) else None


def _write_places(home: Home, places: Iterable[tuple[str, str]], close: Published | None) -> list[Path]:
    source = ReceiptSource(home)
    return [path for place in places for path in _write_receipt(source, *place, close)]


def _write_receipt(source: ReceiptSource, plant: str, period: str, close: Published | None) -> list[Path]:
    """Both forms of one receipt; each file appears whole."""
    folder = receipt_file(source.home, plant, period).parent
    facts = receipt_facts(source, plant, period).as_dict()
    if close is None:
        view = receipt_view(facts)
    else:
        findings = in_order(close.register.of_plant(plant).filter(pl.col("period") == period))
        view = receipt_view(facts, findings, period in (*close.asked("month"), *close.asked("year")))
    mark = f".{os.getpid()}-{secrets.token_hex(4)}"
    page, book = folder / f"{mark}.html", folder / f"{mark}.xlsx"
    try:
        made = [
            write_page(
                page, "receipt.html.j2", v=view, title=f"数据报送回执 {plant} {period}", footer=f"{plant} · {period}",
            ),
            write_receipt_book(view, book),
        ]  # fmt: skip
        return [path.replace(folder / f"receipt{path.suffix}") for path in made]
    finally:
        # a full disk leaves no half page in a folder that plants are given
        for path in (page, book):
            path.unlink(missing_ok=True)


def file_name(code: str) -> str:
    """A code as one part of a path; ValueError when it would leave its folder."""
    if not code or code.startswith(".") or Path(code).name != code or "\\" in code:
        raise ValueError(f"代码不可用作文件名：{code!r} / not usable as a file name: {code!r}")
    return code


def _settle(documents: Path, building: Path, close_id: str) -> Path:
    """Put a built folder in its place and point ``current`` at it; readers never see half a close."""
    folder = documents / close_id
    old = documents / f".old-{os.getpid()}-{secrets.token_hex(4)}"
    if folder.exists():
        folder.rename(old)
    building.rename(folder)
    pointer = documents / f".{CURRENT}-{os.getpid()}-{secrets.token_hex(4)}"
    pointer.symlink_to(close_id)
    pointer.replace(documents / CURRENT)
    sync_folder(documents)
    shutil.rmtree(old, ignore_errors=True)
    return folder
