"""The faces keep what they are given through the record's form, and show exactly the public fields."""

import dataclasses
from datetime import date

from registry.companies.disclosure import CompanyFace, Outlet, SuccessionFace
from registry.companies.states import SuccessionDeclarer, SuccessionDirection
from tests.make.companies import company_face

# Whoever adds a field decides here that anyone may see it (domain/privacy_matrix.csv).
PUBLIC = {
    "name", "uscc", "state", "state_from_on", "mode", "membership", "source", "registered_on", "brand", "former_names",
    "established_on", "address", "district", "outlets", "service_areas", "services", "licence_scope",
    "licence_valid_until", "legal_representative", "responsible_roles", "hotline", "complaint_phone", "insurance",
    "verified_on",
}  # fmt: skip


def test_a_company_shows_exactly_these_fields() -> None:
    assert {field.name for field in dataclasses.fields(CompanyFace)} == PUBLIC


def test_a_company_reads_as_it_was_written() -> None:
    face = company_face(outlets=(Outlet("南浦店", "示范路2号", "990104", "010-00001234"),))
    assert CompanyFace.read(face.fields()) == face


def test_an_erased_person_reads_as_none() -> None:
    fields = company_face().fields()
    for name in CompanyFace.KIND.personal:
        del fields[name]
    face = CompanyFace.read(fields)
    assert face.legal_representative is None
    assert face.responsible_roles is None


def test_a_tie_reads_as_it_was_written() -> None:
    face = SuccessionFace(
        SuccessionDirection.PREDECESSOR, "a" * 26, SuccessionDeclarer.COMPANY, "依据", None, date(2026, 1, 1)
    )
    assert SuccessionFace.read(face.fields()) == face
    assert SuccessionFace.KIND.link == "other"
