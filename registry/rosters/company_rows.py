"""A row of the roster of companies: cleaned, checked by itself and by the rules of companies, packed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import orjson

from registry.companies.disclosure import CompanyFace, FormerName, ServiceOffering
from registry.companies.rules import check_company
from registry.companies.states import CompanyState, MembershipStatus, OperatingMode
from registry.core.findings import Finding
from registry.core.identifiers import check_credit_code, normalise_identifier
from registry.core.sources import Source
from registry.core.taxonomy import ServiceLine
from registry.rosters.cleaning import closed_word, plain_key, services_of, split_words, yes_or_no
from registry.rosters.districts import district_of
from registry.rosters.faults import fault
from registry.rosters.rowreader import RowReader
from registry.workers.rules import check_name

_TEXTS = ("brand", "address", "licence_scope")
_PHONES = ("hotline", "complaint_phone")
_DAYS = ("established_on", "licence_valid_until")

_MODES = {
    plain_key(word): mode
    for mode, words in {
        OperatingMode.EMPLOYED: ("员工制", "员工", "employed"),
        OperatingMode.INTERMEDIARY: ("中介制", "中介", "intermediary"),
        OperatingMode.MIXED: ("混合制", "混合", "mixed"),
    }.items()
    for word in words
}
_MEMBERSHIPS = {
    plain_key(word): status
    for status, words in {
        MembershipStatus.MEMBER: ("会员", "会员单位", "是", "member"),
        MembershipStatus.NONE: ("非会员", "否", "不是", "not a member", "none"),
        MembershipStatus.SUSPENDED: ("会籍中止", "中止", "suspended"),
        MembershipStatus.ENDED: ("已退会", "退会", "ended"),
    }.items()
    for word in words
}


@dataclass(frozen=True, slots=True)
class CompanyLine:
    """One row: the credit code and what is stated of CompanyFace's fields. What is not stated is not a key.

    `emergency_24h` None: not stated; services then keep the mark they have.
    """

    row: int
    uscc: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    emergency_24h: bool | None = None

    def packed(self) -> bytes:
        """The line as bytes for the staging file."""
        plain = dict(self.fields)
        if "services" in plain:
            plain["services"] = [[one.item, one.line, one.emergency_24h] for one in plain["services"]]
        if "former_names" in plain:
            plain["former_names"] = [former.name for former in plain["former_names"]]
        return orjson.dumps([self.row, self.uscc, plain, self.emergency_24h])

    @classmethod
    def unpacked(cls, packed: bytes) -> "CompanyLine":
        """The line of packed bytes."""
        row, uscc, plain, emergency = orjson.loads(packed)
        if "services" in plain:
            plain["services"] = tuple(ServiceOffering(*one) for one in plain["services"])
        if "former_names" in plain:
            plain["former_names"] = tuple(FormerName(name) for name in plain["former_names"])
        if "service_areas" in plain:
            plain["service_areas"] = tuple(plain["service_areas"])
        for name in _DAYS:
            if name in plain:
                plain[name] = date.fromisoformat(plain[name])
        for name, kind in (("mode", OperatingMode), ("membership", MembershipStatus), ("source", Source)):
            if name in plain:
                plain[name] = kind(plain[name])
        return cls(row, uscc, plain, emergency)


def read_company(reader: RowReader, source: Source, today: date) -> CompanyLine:
    """The row's values, as far as they can be read; findings gather in the reader."""
    fields: dict[str, Any] = {"source": source}
    uscc = normalise_identifier(reader.code("uscc"))
    if reader.has("uscc") and not reader.is_spoiled("uscc"):
        reader.note("uscc", check_credit_code(uscc))
    fields["name"] = reader.text("name")
    for name in (*_TEXTS, *_PHONES):
        fields[name] = reader.text(name)
    fields["legal_representative"] = _person(reader)
    for name in _DAYS:
        fields[name] = reader.day(name)
    fields["mode"] = _mode(reader)
    fields["membership"] = reader.word("membership", lambda text: closed_word(text, _MEMBERSHIPS, MembershipStatus))
    fields["district"] = reader.word("district", district_of)
    fields["service_areas"] = _areas(reader)
    emergency = reader.word("emergency_24h", yes_or_no)
    fields["services"] = _services(reader, bool(emergency))
    fields["former_names"] = tuple(FormerName(name) for name in split_words(reader.text("former_names")))
    stated = {name: value for name, value in fields.items() if value or value is False}
    _check(reader, uscc, stated, today)
    return CompanyLine(reader.row, "" if reader.is_spoiled("uscc") else uscc, stated, emergency)


def _person(reader: RowReader) -> str:
    name = reader.text("legal_representative")
    if name:
        reader.note("legal_representative", check_name(name))
    return name


def _mode(reader: RowReader) -> OperatingMode | None:
    mode = reader.word("mode", lambda text: closed_word(text, _MODES, OperatingMode))
    if mode is None and reader.has("mode") and not reader.is_spoiled("mode"):
        zh, en = "缺少经营模式", "The operating mode is missing"
        reader.note("mode", [fault("mode_missing", zh, en, ("填员工制、中介制或混合制", "员工制, 中介制 or 混合制"))])
    return mode


def _areas(reader: RowReader) -> tuple[str, ...]:
    codes: dict[str, None] = {}
    for word in split_words(reader.text("service_areas")):
        found = district_of(word)
        if isinstance(found, Finding):
            reader.note("service_areas", [found])
        else:
            codes[found] = None
    return tuple(codes)


def _services(reader: RowReader, emergency: bool) -> tuple[ServiceOffering, ...]:
    found, findings = services_of(reader.text("services"))
    reader.note("services", findings)
    return tuple(
        ServiceOffering(service.item, service.line, emergency and service.line is ServiceLine.REPAIR)
        for service in found
    )


def _check(reader: RowReader, uscc: str, stated: Mapping[str, Any], today: date) -> None:
    """The rules of companies on what is stated, each finding at its column; a spoiled field is not noted twice."""
    face = CompanyFace(
        uscc=uscc,
        state=CompanyState.APPROVED,
        state_from_on=today,
        registered_on=today,
        **{"name": "", "mode": OperatingMode.MIXED, "membership": MembershipStatus.NONE, **stated},
    )
    for finding in check_company(face, today):
        place = finding.field or "name"
        if reader.has(place) and not reader.is_spoiled(place):
            reader.note(place, [finding])
