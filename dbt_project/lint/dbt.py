"""Stands for dbt's cross-database macros when sqlfluff renders a model."""


def dateadd(_part: str, _interval: object, from_date: str) -> str:
    """Render as the date itself."""
    return str(from_date)


def datediff(_first: str, _second: str, _part: str) -> str:
    """Render as a number."""
    return "1"


def date_trunc(_part: str, date: str) -> str:
    """Render as the date itself."""
    return str(date)


def hash(field: str) -> str:
    """Render as the field itself."""
    return str(field)
