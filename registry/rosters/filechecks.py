"""Faults that only show when rows are compared: one person twice, one permit for two."""

from collections.abc import Iterator

from registry.core.findings import Finding
from registry.rosters.faults import RowFinding, fault
from registry.rosters.headers import Header
from registry.rosters.staging import Staging


def repeated_persons(staging: Staging, header: Header) -> Iterator[RowFinding]:
    """Every later row of a person who stands in the file already. Code: person_twice."""
    query = """
        SELECT line.row, first.row FROM line JOIN (
            SELECT person, min(row) AS row FROM line WHERE person <> '' GROUP BY person HAVING count(*) > 1
        ) AS first USING (person) WHERE line.row > first.row ORDER BY line.row
    """
    for row, first in staging.ask(query):
        zh, en = f"与第 {first} 行是同一个人", f"The same person as in row {first}"
        cure = ("请只留一行", "Keep one of the rows")
        yield _at(header, "id_number", row, fault("person_twice", zh, en, cure))


def repeated_permits(staging: Staging, header: Header) -> Iterator[RowFinding]:
    """Every later row with a permit number that an earlier row gives to another person. Code: permit_twice."""
    query = """
        SELECT line.row, first.row FROM line JOIN (
            SELECT permit, min(row) AS row FROM line WHERE permit <> '' GROUP BY permit HAVING count(*) > 1
        ) AS first USING (permit) JOIN line AS owner ON owner.row = first.row
        WHERE line.row > first.row AND (line.person <> owner.person OR line.person = '') ORDER BY line.row
    """
    for row, first in staging.ask(query):
        zh, en = f"第 {first} 行的另一个人也用这个证号", f"Row {first} gives this permit number to another person"
        cure = ("一人一号，请核对两人的证件", "One number for one person: check both permits")
        yield _at(header, "permit_number", row, fault("permit_twice", zh, en, cure))


def repeated_companies(staging: Staging, header: Header) -> Iterator[RowFinding]:
    """Every later row of a company that stands in the file already. Code: company_twice."""
    query = """
        SELECT line.row, first.row FROM line JOIN (
            SELECT company, min(row) AS row FROM line WHERE company <> '' GROUP BY company HAVING count(*) > 1
        ) AS first USING (company) WHERE line.row > first.row ORDER BY line.row
    """
    for row, first in staging.ask(query):
        zh, en = f"与第 {first} 行是同一家企业", f"The same company as in row {first}"
        yield _at(header, "uscc", row, fault("company_twice", zh, en, ("请只留一行", "Keep one of the rows")))


def _at(header: Header, field: str, row: int, finding: Finding) -> RowFinding:
    return RowFinding(row, header.word(field), header.fields.get(field), finding)
