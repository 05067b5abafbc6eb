"""What each kind of case asks for: whose desk, whose work, who may decide, and whether it takes two people.

Two people decide what the issue names (approving a company, an adverse check, revoking a permit, redactions but for a
withdrawal of consent, unmasking in bulk), what weighs as much, and whatever moves a person's history.
"""

from dataclasses import dataclass

from registry.cases.states import CaseKind, Outcome, Unit
from registry.core.actor import COMPANY_ROLES, KEEPER, Role

_CLERK, _REVIEWER = Role.CLERK, Role.REVIEWER
_DPO, _ADMIN = Role.DATA_PROTECTION_OFFICER, Role.ADMINISTRATOR
_OFFICE = frozenset({_CLERK, _REVIEWER})
_COMPANY = frozenset(COMPANY_ROLES)
_PRIVATE = frozenset({_REVIEWER, _DPO})
_SELF = frozenset({Role.WORKER})  # the person, about nobody else: see rights.actions.file_request
_YES_NO = (Outcome.APPROVED, Outcome.REFUSED)
_RIGHT_WRONG = (Outcome.UPHELD, Outcome.REJECTED)


@dataclass(frozen=True, slots=True)
class KindRow:
    """One kind. `works` may claim, note and return; `proposes` may propose; `decides` may decide; all of them read."""

    kind: CaseKind
    unit: Unit
    two_people: bool
    opens: frozenset[str]
    works: frozenset[str]
    decides: frozenset[str]
    outcomes: tuple[Outcome, ...]

    @property
    def proposes(self) -> frozenset[str]:
        """Whoever works on it or decides it; the two are different people, not necessarily different posts."""
        return self.works | self.decides

    @property
    def reads(self) -> frozenset[str]:
        """Whoever may see such a case at the office."""
        return self.works | self.decides


def _row(
    kind: CaseKind,
    unit: Unit,
    *,
    two: bool,
    opens: frozenset[str] = frozenset(),
    works: frozenset[str] = _OFFICE,
    decides: frozenset[str] = frozenset({_REVIEWER}),
    outcomes: tuple[Outcome, ...] = _YES_NO,
) -> KindRow:
    return KindRow(kind, unit, two, opens | works | decides | KEEPER, works | KEEPER, decides | KEEPER, outcomes)


_K, _U = CaseKind, Unit
_ROWS = (
    _row(_K.COMPANY_APPLICATION, _U.REGISTRATION, two=True, opens=frozenset({Role.APPLICANT})),
    _row(_K.COMPANY_CHANGE, _U.REGISTRATION, two=False, opens=_COMPANY),
    _row(_K.COMPANY_SUSPENSION, _U.REGISTRATION, two=True),
    _row(_K.COMPANY_EXPULSION, _U.REGISTRATION, two=True),
    _row(_K.SUCCESSION, _U.REGISTRATION, two=True, opens=_COMPANY),
    _row(_K.CHECK_ADVERSE, _U.QUALIFICATION, two=True, opens=_COMPANY),
    _row(_K.PERMIT_APPLICATION, _U.PERMITS, two=False, opens=_COMPANY),
    _row(_K.PERMIT_REVOCATION, _U.PERMITS, two=True),
    _row(_K.PERMIT_SUSPENSION, _U.PERMITS, two=True),
    _row(_K.REDACTION, _U.DATA_PROTECTION, two=True, works=_OFFICE | {_DPO}, decides=_PRIVATE),
    _row(_K.UNMASK_BULK, _U.DATA_PROTECTION, two=True, works=_OFFICE | {_DPO}, decides=_PRIVATE),
    _row(_K.EXPORT_REQUEST, _U.DATA_PROTECTION, two=True, works=_OFFICE | {_DPO}, decides=_PRIVATE),
    _row(
        _K.IDENTITY_CORRECTION, _U.DATA_PROTECTION, two=True, opens=_COMPANY, works=_OFFICE | {_DPO}, decides=_PRIVATE,
    ),
    _row(_K.PERSONS_JOIN, _U.DATA_PROTECTION, two=True, works=_OFFICE | {_DPO}, decides=_PRIVATE),
    _row(_K.PERSONS_SPLIT, _U.DATA_PROTECTION, two=True, works=_OFFICE | {_DPO}, decides=_PRIVATE),
    _row(_K.CERTIFICATE_REVIEW, _U.QUALIFICATION, two=False, opens=_COMPANY, outcomes=(*_YES_NO, *_RIGHT_WRONG)),
    _row(_K.CERTIFICATE_OBJECTION, _U.QUALIFICATION, two=True, opens=_COMPANY, outcomes=_RIGHT_WRONG),
    _row(_K.RIGHTS_ACCESS, _U.DATA_PROTECTION, two=False, opens=_SELF, works=_PRIVATE | {_CLERK}, decides=_PRIVATE),
    _row(_K.RIGHTS_CORRECTION, _U.DATA_PROTECTION, two=False, opens=_SELF, works=_PRIVATE | {_CLERK}, decides=_PRIVATE),
    _row(_K.RIGHTS_ERASURE, _U.DATA_PROTECTION, two=True, opens=_SELF, works=_PRIVATE | {_CLERK}, decides=_PRIVATE),
    _row(_K.RIGHTS_WITHDRAWAL, _U.DATA_PROTECTION, two=False, opens=_SELF, works=_PRIVATE | {_CLERK}, decides=_PRIVATE),
    _row(
        _K.OBJECTION, _U.DATA_PROTECTION, two=False, opens=_COMPANY | _SELF, works=_PRIVATE | {_CLERK},
        decides=_PRIVATE, outcomes=_RIGHT_WRONG,
    ),
    _row(
        _K.PRIVACY_COMPLAINT, _U.DATA_PROTECTION, two=False, opens=_OFFICE | _COMPANY | {Role.PUBLIC},
        works=frozenset({_DPO}), decides=frozenset({_DPO}), outcomes=_RIGHT_WRONG,
    ),
    _row(_K.TRANSFER, _U.REGISTRATION, two=False, opens=_COMPANY),
    _row(_K.ROSTER_NEWCOMERS, _U.REGISTRATION, two=False),
    # Whoever keeps accounts decides no case, this one neither.
    _row(
        _K.ACCOUNT_ROLE, _U.ADMINISTRATION, two=True, works=frozenset({_ADMIN, _DPO}), decides=frozenset({_DPO}),
    ),
)  # fmt: skip

KINDS: dict[CaseKind, KindRow] = {row.kind: row for row in _ROWS}
TWO_PEOPLE = tuple(row.kind for row in _ROWS if row.two_people)
# Somebody waits to be let onto a list: such a case ends by its decision only, or they would wait for ever.
ENDS_DECIDED = frozenset({CaseKind.TRANSFER, CaseKind.ROSTER_NEWCOMERS})

# The desk a post sits at; a reviewer sees data-protection cases too, but only those of two people are the unit's.
UNITS_OF: dict[str, frozenset[Unit]] = {
    _CLERK: frozenset({Unit.REGISTRATION, Unit.PERMITS, Unit.QUALIFICATION}),
    _REVIEWER: frozenset({Unit.REGISTRATION, Unit.PERMITS, Unit.QUALIFICATION}),
    _DPO: frozenset({Unit.DATA_PROTECTION, Unit.ADMINISTRATION}),
    _ADMIN: frozenset({Unit.ADMINISTRATION}),
}


def kinds_read_by(role: str) -> tuple[CaseKind, ...]:
    """The kinds whose cases a post may see."""
    return tuple(row.kind for row in _ROWS if role in row.reads)


def kinds_of_unit(role: str) -> tuple[CaseKind, ...]:
    """The kinds that lie on the desk of a post: its unit's, and whatever waits for a second person it may be."""
    units = UNITS_OF.get(role, frozenset(Unit) if role in KEEPER else frozenset())
    return tuple(
        row.kind
        for row in _ROWS
        if role in row.reads and (row.unit in units or (row.two_people and role in row.decides))
    )
