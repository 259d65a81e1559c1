"""Evaluate printed formula text ("E=C*D*44/12*10^3", "0.411×(1-2%-0.4%)×44/12") over intervals.

A small recursive-descent parser; no Python evaluation of report text. Which formula belongs to which cell is the
business of ``checks``.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from inventory.intervals import Interval, exact

TOKEN = re.compile(r"\s*(?:(\d+(?:\.\d+)?)(?:[eE]([-+]?\d+))?|([A-Za-z]\w*)|([-+*/^()%]))")
SPELLINGS = str.maketrans({"×": "*", "÷": "/", "·": "*", "（": "(", "）": ")", "＋": "+", "－": "-", "−": "-",
                           "＊": "*", "／": "/", "[": "(", "]": ")", "{": "(", "}": ")", "％": "%", "x": "*"})  # fmt: skip


class FormulaError(ValueError):
    """The text is not a formula this reader knows, or an operand is missing or zero in a divisor."""


@dataclass
class _Parser:
    tokens: list[tuple[str, str]]
    values: Mapping[str, Interval]
    at: int = 0

    def peek(self) -> tuple[str, str]:
        return self.tokens[self.at] if self.at < len(self.tokens) else ("end", "")

    def take(self) -> tuple[str, str]:
        token = self.peek()
        self.at += 1
        return token

    def expression(self) -> Interval:
        value = self.term()
        while self.peek()[1] in {"+", "-"} and self.peek()[0] == "op":
            sign = self.take()[1]
            other = self.term()
            value = value + other if sign == "+" else value - other
        return value

    def term(self) -> Interval:
        value = self.power()
        while self.peek()[0] == "op" and self.peek()[1] in {"*", "/"}:
            sign = self.take()[1]
            other = self.power()
            value = value * other if sign == "*" else _divide(value, other)
        return value

    def power(self) -> Interval:
        value = self.atom()
        if self.peek() == ("op", "^"):
            self.take()
            sign = -1 if self.peek() == ("op", "-") else 1
            if self.peek()[0] == "op" and self.peek()[1] in {"-", "+"}:
                self.take()
            exponent = self.atom().low * sign
            if exponent != exponent.to_integral_value() or value.low != value.high:
                raise FormulaError("only exact numbers are raised to whole powers")
            value = exact(value.low ** int(exponent))
        return value

    def atom(self) -> Interval:
        kind, text = self.take()
        if kind == "number":
            value = exact(Decimal(text))
        elif kind == "name":
            if text not in self.values:
                raise FormulaError(f"unknown operand {text}")
            value = self.values[text]
        elif text == "(":
            value = self.expression()
            if self.take()[1] != ")":
                raise FormulaError("bracket not closed")
        elif text == "-":
            return exact(Decimal(0)) - self.atom()
        else:
            raise FormulaError(f"unexpected {text!r}")
        if self.peek() == ("op", "%"):
            self.take()
            value = value if kind == "name" else value.scaled(Decimal("0.01"))
        return value


def _divide(value: Interval, other: Interval) -> Interval:
    try:
        return value / other
    except ZeroDivisionError as error:
        raise FormulaError("division by zero") from error


def normalise(text: str) -> str:
    """One spelling for operators and lost superscripts (10-3, 103 after a product sign mean powers of ten)."""
    text = text.translate(SPELLINGS).replace("**", "^")
    text = re.sub(r"(?<![\d.\w])10\s*-\s*(\d)\b", r"10^-\1", text)
    return re.sub(r"(?<=\*)\s*10([369])\b", r"10^\1", text)


def names_in(text: str) -> list[str]:
    """Operand names of a formula in printed order."""
    return [found.group(3) for found in TOKEN.finditer(normalise(text)) if found.group(3)]


def evaluate(text: str, values: Mapping[str, Interval]) -> Interval:
    """Value of a formula. A name whose unit is percent must already be a fraction in `values`. Raises FormulaError."""
    text = normalise(text)
    tokens: list[tuple[str, str]] = []
    at = 0
    while at < len(text.rstrip()):
        found = TOKEN.match(text, at)
        if not found:
            raise FormulaError(f"cannot read {text[at:]!r}")
        number, exponent, name, op = found.groups()
        if number:
            tokens.append(("number", number + (f"e{exponent}" if exponent else "")))
        else:
            tokens.append(("name", name) if name else ("op", op))
        at = found.end()
    if not tokens:
        raise FormulaError("empty formula")
    parser = _Parser(tokens, values)
    value = parser.expression()
    if parser.peek()[0] != "end":
        raise FormulaError(f"text left over after position {parser.at}")
    return value


CONSTANT = re.compile(r"[-+*/^().%\d\s]+")


def constant_claims(text: str) -> list[tuple[str, str, str]]:
    """Claims of the form "0.0034*7380/1000 = 0.04216" in free text: (left side, right side, unit after it)."""
    flat = normalise(re.sub(r"(?<=[\d)])\s*(?:kg|g|t)\s?[A-Za-z0-9]*\s*/\s*t(?:-?[A-Za-z]+)?", "", text))
    flat = re.sub(r"(?<=\d)\s*(?:kg|t|g)\s?[A-Za-z0-9]+\s*/\s*[A-Za-z0-9.\-]+(?=\s*[*/=])", "", flat)
    claims = []
    parts = re.split(r"=", flat)
    for left, right in itertools.pairwise(parts):
        expression = re.search(r"([(\d][-+*/^().%\d\s]*[)\d%])\s*$", left)
        value = re.match(r"\s*(\d+(?:\.\d+)?)(?![\d.]*\s*[-+*/^(%])", right)
        if expression and value and re.search(r"[-+*/^]", expression.group(1)):
            claims.append(
                (expression.group(1).strip(), value.group(1), right[value.end() : value.end() + 24])
            )
    return claims
