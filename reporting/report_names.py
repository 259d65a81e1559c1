"""Names of report files and the number of a report (R-09). No content."""

from __future__ import annotations

from dataclasses import dataclass

_SUFFIXES = ("壮族自治区", "回族自治区", "维吾尔自治区", "自治区", "特别行政区", "省", "市")
CODE_LENGTH = 6


@dataclass(frozen=True)
class ReportNumber:
    """The number of a report and what is missing to complete it."""

    text: str
    missing: tuple[str, ...]

    @property
    def is_complete(self) -> bool:
        """Whether every part of the number is known."""
        return not self.missing


def report_file(plant: str, year: str) -> str:
    """File name of a plant's verification report."""
    return f"{plant}_{year}_核查报告.docx"


def province_name(province: str) -> str:
    """The short name of a province: `某某省` and `某某自治区` lose their suffix."""
    name = province.strip()
    suffix = next((s for s in _SUFFIXES if name.endswith(s) and len(name) > len(s)), "")
    return name[: len(name) - len(suffix)]


def report_number(
    province: str | None, verifier: str | None, credit_code: str | None, year: str, version: str
) -> ReportNumber:
    """Number of a report: province, verifier's abbreviation, last six of the unit's code, report year, version.

    A part that is not known stays visible as a place in 【】 that says what is missing.
    Source: report template of the verification guide (R-09).
    """
    code = (credit_code or "").strip()
    parts = {
        "省份": province_name(province or ""),
        "核查技术服务机构缩写": (verifier or "").strip(),
        f"统一社会信用代码后{CODE_LENGTH}位": code[-CODE_LENGTH:] if len(code) >= CODE_LENGTH else "",
        "排放报告年份": year,
        "核查报告版本": version.strip(),
    }
    missing = tuple(name for name, value in parts.items() if not value)
    return ReportNumber("-".join(value or f"【缺{name}】" for name, value in parts.items()), missing)
