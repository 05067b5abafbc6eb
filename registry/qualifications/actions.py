"""Recording and verifying certificates, and showing them once their holder consents to be listed."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from registry.audit.actions import Trace, write
from registry.consents.queries import listed
from registry.core.actor import Actor
from registry.core.base import neighbouring_refs
from registry.core.bulk import insert_rows
from registry.core.clock import Clock, shanghai_date
from registry.core.crypto import KeyRing
from registry.core.errors import NotFound, RuleBroken
from registry.core.findings import Finding
from registry.core.labels import Label
from registry.qualifications.disclosure import CertificateFace, CreditFace
from registry.qualifications.ledger import credit_faces
from registry.qualifications.models import Certificate
from registry.qualifications.rules import NewCertificate, Verification, check_certificate, title_of
from registry.qualifications.states import How, IssuerKind, Scheme
from registry.record import reading
from registry.record.actions import Publication, Published, publish
from registry.record.reading import CHUNK

_COLUMNS = (
    "ref", "worker_ref", "scheme", "level", "title", "issuer_kind", "issuer", "number", "issued_on", "valid_until",
    "source",
)  # fmt: skip


def record_certificates(
    session: Session,
    actor: Actor,
    clock: Clock,
    keyring: KeyRing,
    certificates: Sequence[NewCertificate],
    *,
    newcomers: Collection[str] = (),
    listed_now: Collection[str] = (),
) -> list[str]:
    """Record certificates, not yet verified; published at once for persons who are listed. Returns refs, in order.
    `newcomers` are persons entered in this transaction and not looked up; those of them whose consent to be listed was
    recorded in it are among `listed_now`.

    Raises RuleBroken for a certificate that cannot be.
    """
    today = shanghai_date(clock.now())
    findings = [finding for one in certificates for finding in check_certificate(one, today)]
    if findings:
        raise RuleBroken(findings)
    refs = neighbouring_refs(len(certificates))
    insert_rows(
        session,
        Certificate.__table__,
        _COLUMNS,
        [_row(keyring, ref, one) for ref, one in zip(refs, certificates, strict=True)],
    )
    shown = listed(session, sorted({one.worker_ref for one in certificates if one.worker_ref not in newcomers}))
    shown |= {ref for ref in listed_now if ref in newcomers}
    faces = {ref: _new_face(one).fields() for ref, one in zip(refs, certificates, strict=True)}
    items = [
        Publication(CertificateFace.KIND, ref, one.worker_ref, faces[ref], today, first=True)
        for ref, one in zip(refs, certificates, strict=True)
        if one.worker_ref in shown
    ]
    published = {one.ref: (one,) for one in publish(session, clock, items)}
    write(
        session,
        clock,
        actor,
        [
            Trace(
                "certificate.record", "certificate", ref, after=faces[ref], entries=published.get(ref, ()),
                about=one.worker_ref,
            )
            for ref, one in zip(refs, certificates, strict=True)
        ],
    )  # fmt: skip
    return refs


def verify_certificate(
    session: Session, actor: Actor, clock: Clock, ref: str, verification: Verification, *, why: str = ""
) -> None:
    """Note that a certificate was verified. Raises NotFound; RuleBroken when verified ahead or by nobody."""
    today = shanghai_date(clock.now())
    if verification.on > today or not verification.by.strip():
        message = Label("核验要有核验机构，日期不能在将来", "A verification names a body and does not lie ahead")
        raise RuleBroken([Finding("certificate_verification", message, "verified_on")])
    old = _rows(session, Certificate.ref, [ref])
    if not old:
        raise NotFound(Label("没有这份证书", "There is no such certificate"))
    session.connection().execute(
        update(Certificate)
        .where(Certificate.ref == ref)
        .values(verified_by=verification.by.strip(), verified_on=verification.on, how=verification.how.value)
    )
    (new,) = _rows(session, Certificate.ref, [ref])
    owner, face = new["worker_ref"], _face(new)
    items = [Publication(CertificateFace.KIND, ref, owner, face, today)] if listed(session, [owner]) else []
    entries = publish(session, clock, items)
    before = _face(old[0]).fields()
    write(session, clock, actor, [Trace("certificate.verify", "certificate", ref, before, face.fields(), why, entries)])


def publish_held(session: Session, actor: Actor, clock: Clock, worker_refs: Sequence[str]) -> None:
    """Publish certificates and credits of persons who are listed by now and whose were held back so far.

    To be called with what `registry.consents.actions.give_many` returns, in the same transaction: consent is of an
    earlier slice and cannot call this one. Persons without standing consent are passed over.
    """
    shown = sorted(listed(session, worker_refs))
    names = [CertificateFace.KIND.name, CreditFace.KIND.name]
    known = {
        (entry.kind, entry.ref) for entries in reading.current_of(session, shown, names).values() for entry in entries
    }
    today = shanghai_date(clock.now())
    items = [
        Publication(CertificateFace.KIND, row["ref"], row["worker_ref"], _face(row), today)
        for row in _rows(session, Certificate.worker_ref, shown)
    ]
    items += [
        Publication(CreditFace.KIND, ref, ref, face, today) for ref, face in credit_faces(session, shown, today).items()
    ]
    published = publish(session, clock, [item for item in items if (item.kind.name, item.ref) not in known])
    by_owner: dict[str, list[Published]] = {}
    for one in published:
        by_owner.setdefault(one.owner, []).append(one)
    traces = [
        Trace("qualification.show", "worker", ref, after={"entries": len(entries)}, entries=entries)
        for ref, entries in by_owner.items()
    ]
    write(session, clock, actor, traces)


def _row(keyring: KeyRing, ref: str, one: NewCertificate) -> tuple[Any, ...]:
    number = one.number.strip() if one.number else ""
    return (
        ref, one.worker_ref, one.scheme.value, one.level, title_of(one),
        one.issuer_kind.value if one.issuer_kind else None, one.issuer.strip(),
        keyring.encrypt(number, table="certificate", column="number", row=ref) if number else None,
        one.issued_on.isoformat() if one.issued_on else None,
        one.valid_until.isoformat() if one.valid_until else None, one.source.value,
    )  # fmt: skip


def _new_face(one: NewCertificate) -> CertificateFace:
    return CertificateFace(
        scheme=one.scheme, level=one.level, title=title_of(one), issuer_kind=one.issuer_kind, verified=False,
        verified_by=None, verified_on=None, how=None, issued_on=one.issued_on, valid_until=one.valid_until,
    )  # fmt: skip


def _face(row: Mapping[str, Any]) -> CertificateFace:
    return CertificateFace(
        scheme=Scheme(row["scheme"]),
        level=row["level"],
        title=row["title"],
        issuer_kind=IssuerKind(row["issuer_kind"]) if row["issuer_kind"] else None,
        verified=row["verified_on"] is not None,
        verified_by=row["verified_by"],
        verified_on=row["verified_on"],
        how=How(row["how"]) if row["how"] else None,
        issued_on=row["issued_on"],
        valid_until=row["valid_until"],
    )


def _rows(session: Session, column: Any, values: Sequence[str]) -> list[dict[str, Any]]:
    found = []
    for at in range(0, len(values), CHUNK):
        query = select(Certificate.__table__).where(column.in_(values[at : at + CHUNK])).order_by(Certificate.ref)
        found += [dict(row) for row in session.execute(query).mappings()]
    return found
