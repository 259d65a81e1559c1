"""Faults of delivery: late, missing, empty, renamed files; the ISO list of a member."""

from __future__ import annotations

from copy import deepcopy
from datetime import timedelta

from tests.generator.faults.injector import Injector, NoPlaceError, Place, fault
from tests.generator.group_files import ISO_MEMBER
from tests.generator.model import Document, Fault, Sheet
from tests.generator.periods import last_day

SPOILABLE = ("stock_count", "plan_output", "product_flow", "anode_store")


@fault("F74", "file came in after its due day")
def late(it: Injector, fault_id: str, title: str) -> None:
    place = it.place(it.rng.choice(("psi_ledger", "daily_report", "sales_ledger")))
    day = last_day(place.month) + timedelta(days=place.plant.due_day + it.rng.randint(4, 15))
    place.document.delivered_on = day
    it.add(
        fault_id, title, "must_explain", "X-LATE", place.plant, "ALL", place.month, place.document.kind,
        delivered=str(day), accept=["advisory", "nonconformity", "data_error"],
    )  # fmt: skip


@fault("F107", "last days of a month delivered by themselves after the due day")
def second_part(it: Injector, fault_id: str, title: str) -> None:
    place = it.place("ladle_tickets")
    first = place.document
    key = (first.plant, first.period, first.kind)
    if any((d.plant, d.period, d.kind) == key and d.version > 1 for d in it.group.documents):
        raise NoPlaceError("a month in one part")
    since = last_day(place.month) - timedelta(days=9)
    parts = []
    for sheet in first.sheets:
        parts.append(
            Sheet(sheet.spec, sheet.process, [r for r in sheet.rows if r["gross_time"].date() >= since])
        )
        sheet.rows = [r for r in sheet.rows if r["gross_time"].date() < since]
    again = Document(first.kind, first.plant, first.period, parts, version=2, mark="补报", remark="补报")
    it.group.documents.append(again)
    it.add(
        fault_id, title, "must_explain", "X-LATE", place.plant, "ALL", place.month, first.kind,
        since=str(since), rows=sum(len(s.rows) for s in parts),
    )  # fmt: skip


WITHOUT_DAYS = ("index_ledger", "monthly_report", "psi_ledger", "stock_count")
FORMS = ("ladle_tickets", "daily_report", "anode_store", "monthly_report", "index_ledger", "psi_ledger")


def _misplaced(it: Injector, place: Place, source: Document, reason: str) -> Document:
    """A form of another plant or month as a further delivery of a place: none of its rows is the place's."""
    sheets = [
        Sheet(s.spec, s.process, [deepcopy(r) for r in s.rows if r.status == "keep" and not r.raw])
        for s in source.sheets
    ]
    for sheet in sheets:
        for row in sheet.rows:
            row.status, row.reason = "quarantine", reason
    wrong = Document(source.kind, place.plant.code, place.month, sheets, version=2, remark="重报")
    wrong.delivered_on = last_day(place.month) + timedelta(days=place.plant.due_day)
    it.group.documents.append(wrong)
    return wrong


def _form_of_another_plant(it: Injector, fault_id: str, title: str, kind: str) -> Place:
    place = it.place(kind)
    found = [it.group.find(p.code, place.month, kind) for p in it.group.plants if p.code != place.plant.code]
    others = [d for d in found if d is not None and not d.omitted and not d.spoilt]
    if not others:
        raise NoPlaceError("a form of another plant")
    theirs = it.rng.choice(others)
    wrong = _misplaced(it, place, theirs, "form of another plant")
    wrong.form_of = theirs.plant
    it.add(
        fault_id, title, "data_error", "X-SCOPE", place.plant, "ALL", place.month, kind,
        form_of=theirs.plant, n=len(list(wrong.rows)),
    )  # fmt: skip
    return place


@fault("F110", "form of another plant delivered beside the plant's own")
def form_beside_own(it: Injector, fault_id: str, title: str) -> None:
    _form_of_another_plant(it, fault_id, title, it.rng.choice(FORMS))


@fault("F111", "form of another plant delivered in place of the plant's own")
def form_in_place_of_own(it: Injector, fault_id: str, title: str) -> None:
    place = _form_of_another_plant(it, fault_id, title, it.rng.choice(("stock_count", "index_ledger")))
    place.document.omitted = True
    it.add(
        fault_id, title, "must_explain", "X-DELIVERY", place.plant, "ALL", place.month, place.document.kind,
        accept=["nonconformity", "data_error"],
    )  # fmt: skip


@fault("F112", "form of the month before delivered in this month's folder")
def form_of_another_month(it: Injector, fault_id: str, title: str) -> None:
    place = it.place(it.rng.choice(WITHOUT_DAYS), months=slice(1, None))
    month = it.group.months[it.group.months.index(place.month) - 1]
    before = it.group.find(place.plant.code, month, place.document.kind)
    if before is None or before.omitted or before.spoilt:
        raise NoPlaceError("a form of the month before")
    wrong = _misplaced(it, place, before, "form of another month")
    wrong.form_month = month
    it.add(
        fault_id, title, "data_error", "X-PERIOD", place.plant, "ALL", place.month, before.kind,
        form_month=month, n=len(list(wrong.rows)),
    )  # fmt: skip


@fault("F75", "required file not delivered")
def missing(it: Injector, fault_id: str, title: str) -> None:
    place = it.place(it.rng.choice(("stock_count", "sales_ledger", "index_ledger")))
    place.document.omitted = True
    it.add(
        fault_id, title, "must_explain", "X-DELIVERY", place.plant, "ALL", place.month, place.document.kind,
        accept=["nonconformity", "data_error"],
    )  # fmt: skip


def _spoil(it: Injector, fault_id: str, title: str, how: str) -> None:
    place = it.place(it.rng.choice(SPOILABLE))
    place.document.spoilt = how
    it.add(
        fault_id, title, "data_error", "X-FILE X-DELIVERY", place.plant, "ALL", place.month,
        place.document.kind, how=how,
        accept=["nonconformity", "explain"],
    )  # fmt: skip


@fault("F76", "empty file")
def empty(it: Injector, fault_id: str, title: str) -> None:
    _spoil(it, fault_id, title, "empty")


@fault("F77", "file that is not what its name says")
def renamed(it: Injector, fault_id: str, title: str) -> None:
    _spoil(it, fault_id, title, "renamed")


@fault("F78", "line of the ISO inventory does not replay")
def iso_line(it: Injector, fault_id: str, title: str) -> None:
    it.group.iso_fault = "line"
    it.group.faults.append(
        Fault(fault_id, title, "nonconformity", ["X-ISO"], ISO_MEMBER, "ALL", str(it.group.year),
              "iso_emission",
              {"source": "外购电力", "t": 1000, "accept": ["explain", "data_error"]})
    )  # fmt: skip
