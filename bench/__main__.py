"""`python -m bench` (`make bench`): every measure in one run, as markdown."""

import argparse
from pathlib import Path

from bench.data import dataset, index
from bench.desk import desk
from bench.desk_data import desk_register
from bench.growth import growth
from bench.indexing import indexing
from bench.machine import machine
from bench.pages import company_pages
from bench.plan import FULL, QUICK, Effort
from bench.publishing import importing, publishing
from bench.searching import results_pages
from bench.table import Table

OUT = Path(__file__).parent / "out" / "last.md"
README = Path(__file__).parent / "README.md"
_BEGIN, _END = "<!-- table -->", "<!-- end of table -->"
MEASURES = ("publish", "import", "index", "pages", "search", "growth", "desk")
WHOOSH_LIMIT = 20_000


def run(effort: Effort, only: tuple[str, ...]) -> list[Table]:
    """The chosen measures, in an order that makes each register once."""
    tables = []
    if "publish" in only:
        tables.append(publishing(effort))
    if "import" in only:
        tables.append(importing(effort))
    if "desk" in only:
        tables.append(desk([desk_register(size) for size in effort.desks], effort))
    if not {"index", "pages", "search", "growth"} & set(only):
        return tables
    sets = [dataset(size) for size in effort.sizes]
    for data in sets:
        index(data, "tantivy")
        if data.records <= WHOOSH_LIMIT:
            index(data, "whoosh")
    middle = max((data for data in sets if data.records <= WHOOSH_LIMIT), key=lambda data: data.records)
    if "index" in only:
        tables.append(indexing(middle))
    if "pages" in only:
        tables.append(company_pages(middle, effort))
    if "search" in only:
        tables.append(results_pages(middle, "whoosh", effort))
        tables.append(results_pages(sets[-1], "tantivy", effort))
    if "growth" in only:
        tables.append(growth(sets, effort))
    return tables


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="Ratios against named peers, in one run")
    parser.add_argument("--quick", action="store_true", help="small registers and short waves, for trying the bench")
    parser.add_argument("--only", nargs="+", choices=MEASURES, default=MEASURES)
    parser.add_argument("--readme", action="store_true", help="put the tables into bench/README.md")
    given = parser.parse_args()
    where = machine()
    tables = run(QUICK if given.quick else FULL, tuple(given.only))
    text = "\n\n".join([where, *(table.markdown() for table in tables)]) + "\n"
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text(text, "utf-8")
    if given.readme:
        before, _, rest = README.read_text("utf-8").partition(_BEGIN)
        after = rest.partition(_END)[2]
        README.write_text(f"{before}{_BEGIN}\n\n{text}\n{_END}{after}", "utf-8")
    print(f"\n{text}\nkept in {OUT}")


if __name__ == "__main__":
    main()
