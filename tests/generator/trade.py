"""Deliveries between plants of the group: the seller's ticket, the transit, the buyer's ticket."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from tests.generator.model import Plant, Row
from tests.generator.periods import accounting_day, month_of

INGOT_BUNDLE_KG = 1003


@dataclass
class Delivery:
    """One truck between two plants, as both sides weighed it."""

    seller: str
    buyer: str
    material: str
    sold: Row
    bought: Row
    sold_month: str
    bought_month: str


def make_trade(rng: Random, plants: list[Plant], days: list[date]) -> list[Delivery]:
    """All deliveries of the year; transit takes the same hours for one pair of plants."""
    by_code = {p.code: p for p in plants}
    result: list[Delivery] = []
    for buyer in plants:
        for seller_code, material in buyer.buys_from:
            result += _pair(rng, by_code[seller_code], buyer, material, days)
    return result


def _pair(rng: Random, seller: Plant, buyer: Plant, material: str, days: list[date]) -> list[Delivery]:
    transit = timedelta(minutes=rng.randint(12 * 60, 70 * 60))
    own_numbering = rng.random() < 0.5
    unit = seller.unit_weight_kg if material == "阳极炭块" else INGOT_BUNDLE_KG
    letter = "A" if material == "阳极炭块" else "L"
    result: list[Delivery] = []
    for day in days:
        if rng.random() > 0.3:
            continue
        number = len(result) + 1
        moment = datetime(day.year, day.month, day.day, rng.randint(8, 22), rng.randint(0, 59))
        pieces = rng.randint(28, 32)
        net = round(pieces * unit * rng.uniform(0.999, 1.001) / 20) * 20
        waybill = f"{seller.code}{letter}{moment:%y%m%d}{number:03d}"
        vehicle = f"{seller.plate}F{rng.randint(10000, 99999)}"
        common = {"vehicle": vehicle, "material": material, "pieces": pieces, "remark": None}
        sold = _ticket(rng, moment, net, f"S{letter}{moment:%y%m%d}{number:04d}", waybill, buyer.name, common)
        arrived = moment + transit
        theirs = f"{seller.code}{letter}{moment:%y%m%d}{number + 1:03d}" if own_numbering else waybill
        bought_net = net + rng.choice((-20, 0, 0, 20))
        bought = _ticket(
            rng, arrived, bought_net, f"J{letter}{arrived:%y%m%d}{number:04d}", theirs, seller.name, common
        )
        result.append(Delivery(
            seller.code, buyer.code, material, sold, bought,
            month_of(seller, accounting_day(seller, moment)), month_of(buyer, accounting_day(buyer, arrived)),
        ))  # fmt: skip
    return result


def _ticket(
    rng: Random, moment: datetime, net: int, ticket: str, waybill: str, party: str, common: dict[str, object]
) -> Row:
    tare = 14800 + rng.randint(0, 30) * 20
    return Row({
        "ticket": ticket, "waybill": waybill, "time": moment, "party": party, "gross": tare + net,
        "tare": tare,
        "net": net, **common,
    })  # fmt: skip
