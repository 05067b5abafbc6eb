"""The association's desk: carries out the planned acts through the register's own verbs, day by day."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from portal.demo.acts import Act, Verb
from portal.demo.rosters import apply_companies, apply_workers
from registry.background_checks import actions as checks
from registry.background_checks.rules import NewCheck
from registry.companies import actions as companies
from registry.companies import actions_succession as ties
from registry.companies.actions import Change
from registry.companies.disclosure import CompanyFace
from registry.companies.queries import refs_by_uscc, tie_between
from registry.consents import actions as consents
from registry.consents.rules import Given
from registry.core.actor import Actor
from registry.core.clock import FixedClock, shanghai_date
from registry.core.crypto import KeyRing, Purpose
from registry.core.sources import Source
from registry.permits import actions as permits
from registry.permits import actions_cards as cards
from registry.permits.actions_cards import PrintedCard
from registry.permits.queries import permits_of
from registry.permits.rules import NewPermit
from registry.permits.states import PermitState
from registry.qualifications import actions as certificates
from registry.qualifications import actions_credits as credits
from registry.qualifications.rules import NewCertificate, NewCredits, Verification
from registry.record import reading
from registry.workers import actions as workers
from registry.workers import actions_employment as employment
from registry.workers.actions import WorkerChange
from registry.workers.queries import by_id_index

ASSOCIATION = "云州市家政服务行业协会"
CLERK = Actor("demo-clerk", "association", "演示经办")
SECOND = Actor("demo-second", "association", "演示复核")


class Desk:
    """One write unit's worth of work. `refs` maps credit codes and identity numbers to refs of the register."""

    def __init__(
        self, session: Session, clock: FixedClock, keyring: KeyRing, staging: Path, remembered: frozenset[str]
    ) -> None:
        self._session = session
        self._clock = clock
        self._keyring = keyring
        self._staging = staging
        self._remembered = remembered
        self._permits: dict[str, str] = {}
        self._certificates: dict[str, str] = {}
        self.refs: dict[str, str] = {}
        self.cards: dict[str, list[PrintedCard]] = {}

    def do(self, verb: Verb, acts: Sequence[Act]) -> None:
        """Carry out acts of one verb, all on the clock's day."""
        _DO[verb](self, acts)

    def _roster_of_companies(self, acts: Sequence[Act]) -> None:
        apply_companies(self._session, CLERK, self._clock, self._staging, {act.who: act.what for act in acts})
        self.refs |= refs_by_uscc(self._session, [act.who for act in acts])

    def _change_companies(self, acts: Sequence[Act]) -> None:
        changes = [Change(self.refs[act.who], *act.what) for act in acts]
        companies.change_many(self._session, CLERK, self._clock, changes)

    def _rename(self, act: Act) -> None:
        name, day, why = act.what
        companies.rename(self._session, CLERK, self._clock, self.refs[act.who], name, effective_on=day, why=why)

    def _correct(self, act: Act) -> None:
        ref = self.refs[act.who]
        first = min(reading.history(self._session, CompanyFace.KIND.name, ref), key=lambda entry: entry.seq)
        changes, why = act.what
        companies.correct(self._session, CLERK, self._clock, ref, seq=first.seq, changes=changes, why=why)

    def _step(self, act: Act) -> None:
        verb = _STEPS[act.verb]
        verb(self._session, CLERK, self._clock, self.refs[act.who], why=act.what)

    def _tie(self, act: Act) -> None:
        before, from_on = act.what
        both = {"successor": self.refs[act.who], "predecessor": self.refs[before], "from_on": from_on}
        if act.verb is Verb.TIE_DECLARE:
            basis = "企业申报：人员与客户整体转入"
            ties.declare_predecessor(self._session, CLERK, self._clock, basis=basis, **both)
        else:
            basis, reply = "同一经营者、同一场所、人员整体转入", "企业答复：情况属实"
            ties.decide_predecessor(self._session, CLERK, self._clock, SECOND, basis=basis, reply=reply, **both)

    def _untie(self, act: Act) -> None:
        tie = tie_between(self._session, self.refs[act.what], self.refs[act.who])
        if tie is not None:
            why = "经查为不同经营者，原申报有误"
            ties.annul_predecessor(self._session, CLERK, self._clock, SECOND, tie=tie, why=why)

    def _roster_of_workers(self, acts: Sequence[Act]) -> None:
        apply_workers(self._session, CLERK, self._clock, self._keyring, self._staging, [act.what for act in acts])
        new = {
            self._keyring.blind_index(Purpose.ID_NUMBER, act.who): act.who for act in acts if act.who not in self.refs
        }
        found = by_id_index(self._session, list(new))
        self.refs |= {new[index]: worker.ref for index, worker in found.items()}
        held = permits_of(self._session, [worker.ref for worker in found.values()])
        self._permits |= {ref: permit.ref for ref, permit in held.items()}

    def _change_workers(self, acts: Sequence[Act]) -> None:
        changes = [WorkerChange(self.refs[act.who], native_province=act.what) for act in acts]
        workers.change_many(self._session, CLERK, self._clock, self._keyring, changes, why="同意公示时补充籍贯")

    def _issue(self, acts: Sequence[Act]) -> None:
        new = []
        for act in acts:
            number, day, until, applied = act.what
            state = PermitState.APPLIED if applied else PermitState.ISSUED
            ref = self.refs[act.who]
            new.append(NewPermit(ref, number, day, until, ASSOCIATION, Source.ASSOCIATION, state))
        refs = permits.issue_many(self._session, CLERK, self._clock, self._keyring, new)
        self._permits |= {one.worker_ref: ref for one, ref in zip(new, refs, strict=True)}

    def _check(self, acts: Sequence[Act]) -> None:
        today = shanghai_date(self._clock.now())
        new = []
        for act in acts:
            component, outcome, source = act.what
            new.append(NewCheck(self.refs[act.who], component, outcome, source, checked_on=today))
        checks.record_many(self._session, CLERK, self._clock, new)

    def _consent(self, acts: Sequence[Act]) -> None:
        given = []
        for act in acts:
            scopes, form_on, notice, channel = act.what
            given += [Given(self.refs[act.who], scope, form_on, notice, channel) for scope in scopes]
        shown = consents.give_many(self._session, CLERK, self._clock, given)
        certificates.publish_held(self._session, CLERK, self._clock, shown)

    def _withdraw_consent(self, act: Act) -> None:
        scopes, channel = act.what
        ref = self.refs[act.who]
        consents.withdraw(self._session, CLERK, self._clock, ref, channel=channel, scopes=scopes, why="本人撤回")

    def _certificate(self, acts: Sequence[Act]) -> None:
        new = []
        for act in acts:
            scheme, level, title, kind, issuer, issued_on, until = act.what
            new.append(
                NewCertificate(
                    self.refs[act.who], scheme, level, title, kind, issuer, None, issued_on, until,
                    Source.ASSOCIATION,
                )
            )  # fmt: skip
        refs = certificates.record_certificates(self._session, CLERK, self._clock, self._keyring, new)
        self._certificates |= {act.who: ref for act, ref in zip(acts, refs, strict=True)}

    def _verify(self, act: Act) -> None:
        verification = Verification(ASSOCIATION, shanghai_date(self._clock.now()), act.what)
        ref = self._certificates[act.who]
        certificates.verify_certificate(self._session, CLERK, self._clock, ref, verification)

    def _credits(self, acts: Sequence[Act]) -> None:
        earned = [NewCredits(self.refs[act.who], act.what[0], act.what[2], act.what[1]) for act in acts]
        credits.earn_credits(self._session, CLERK, self._clock, earned)

    def _print(self, act: Act) -> None:
        printing = cards.reissue_card if act.verb is Verb.CARD_REISSUE else cards.print_card
        card = printing(self._session, CLERK, self._clock, self._keyring, self._permit(act), why=act.what or "")
        if act.who in self._remembered:
            self.cards.setdefault(act.who, []).append(card)

    def _lost(self, act: Act) -> None:
        cards.report_lost(self._session, CLERK, self._clock, self._permit(act), why=act.what)

    def _decide(self, act: Act) -> None:
        why, final = act.what
        verb = permits.suspend if act.verb is Verb.PERMIT_SUSPEND else permits.revoke
        verb(self._session, CLERK, self._clock, self._permit(act), why=why, final=final)

    def _undecide(self, act: Act) -> None:
        verb = permits.lift if act.verb is Verb.PERMIT_LIFT else permits.settle
        verb(self._session, CLERK, self._clock, self._permit(act), why=act.what)

    def _move(self, act: Act) -> None:
        old, new, services, source = act.what
        employment.move(
            self._session, CLERK, self._clock, worker_ref=self.refs[act.who], from_company=self.refs[old],
            to_company=self.refs[new], services=services, source=source, why="变更服务企业",
        )  # fmt: skip

    def _leave(self, act: Act) -> None:
        company, day = act.what
        employment.end_employment(
            self._session, CLERK, self._clock, worker_ref=self.refs[act.who], company_ref=self.refs[company],
            until_on=day, why="离职",
        )  # fmt: skip

    def _permit(self, act: Act) -> str:
        return self._permits[self.refs[act.who]]


def _each(one: Callable[[Desk, Act], None]) -> Callable[[Desk, Sequence[Act]], None]:
    def all_of(desk: Desk, acts: Sequence[Act]) -> None:
        for act in acts:
            one(desk, act)

    return all_of


_STEPS: dict[Verb, Callable[..., Any]] = {
    Verb.COMPANY_SUSPEND: companies.suspend,
    Verb.COMPANY_LIFT: companies.lift_suspension,
    Verb.COMPANY_WITHDRAW: companies.withdraw,
    Verb.COMPANY_EXPEL: companies.expel,
}
_DO: dict[Verb, Callable[[Desk, Sequence[Act]], None]] = {
    Verb.COMPANY_ROSTER: Desk._roster_of_companies,
    Verb.COMPANY_CHANGE: Desk._change_companies,
    Verb.COMPANY_RENAME: _each(Desk._rename),
    Verb.COMPANY_SUSPEND: _each(Desk._step),
    Verb.COMPANY_LIFT: _each(Desk._step),
    Verb.COMPANY_CORRECT: _each(Desk._correct),
    Verb.COMPANY_WITHDRAW: _each(Desk._step),
    Verb.COMPANY_EXPEL: _each(Desk._step),
    Verb.TIE_DECLARE: _each(Desk._tie),
    Verb.TIE_DECIDE: _each(Desk._tie),
    Verb.TIE_ANNUL: _each(Desk._untie),
    Verb.WORKER_ROSTER: Desk._roster_of_workers,
    Verb.WORKER_CHANGE: Desk._change_workers,
    Verb.PERMIT_ISSUE: Desk._issue,
    Verb.CHECK: Desk._check,
    Verb.CONSENT: Desk._consent,
    Verb.CONSENT_WITHDRAW: _each(Desk._withdraw_consent),
    Verb.CERTIFICATE: Desk._certificate,
    Verb.CERTIFICATE_VERIFY: _each(Desk._verify),
    Verb.CREDITS: Desk._credits,
    Verb.CARD_PRINT: _each(Desk._print),
    Verb.CARD_LOST: _each(Desk._lost),
    Verb.CARD_REISSUE: _each(Desk._print),
    Verb.PERMIT_SUSPEND: _each(Desk._decide),
    Verb.PERMIT_REVOKE: _each(Desk._decide),
    Verb.PERMIT_LIFT: _each(Desk._undecide),
    Verb.PERMIT_SETTLE: _each(Desk._undecide),
    Verb.MOVE: _each(Desk._move),
    Verb.LEAVE: _each(Desk._leave),
}
