"""Write the two published reports of this folder as declared forms (XLSX) from their printed text in `encoded/`.

One folder per report, one TSV per sheet: what is printed, including what is wrong; no names or numbers of people.
Running it again gives the same bytes. `python examples/reports/build.py` (needs the package installed).
"""

import csv
from pathlib import Path

from inventory.printed.model import RECORD_TYPES, Report
from inventory.printed.workbook import write_form

HERE = Path(__file__).parent


def read_encoded(folder: Path) -> Report:
    """The report whose sheets lie as TSV files in `folder`."""
    report = Report(name=folder.name)
    for record_type in RECORD_TYPES:
        path = folder / f"{record_type.sheet}.tsv"
        if path.exists():
            with path.open(encoding="utf-8", newline="") as lines:
                rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
                getattr(report, record_type.sheet).extend(record_type(**row) for row in rows)
    return report


def main() -> None:
    """Write `<report>.xlsx` beside this script for every folder under `encoded/`."""
    for folder in sorted(path for path in (HERE / "encoded").iterdir() if path.is_dir()):
        write_form(read_encoded(folder), HERE / f"{folder.name}.xlsx")


if __name__ == "__main__":
    main()
