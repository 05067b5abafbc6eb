"""Whole lives of a person's permit, cards and consents, in any order: the record always says what is so."""

from datetime import date, timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy.orm import Session

from registry.consents.actions import PAGE_KEYS, give_many, withdraw
from registry.consents.disclosure import ConsentFace
from registry.consents.states import Channel, Scope
from registry.core.actor import Actor
from registry.core.clock import FixedClock
from registry.core.crypto import KeyRing, Purpose
from registry.core.errors import Conflict
from registry.permits.actions import extend, lift, revoke, settle, suspend
from registry.permits.actions_cards import TOKEN_KEYS, PrintedCard, print_card, reissue_card, report_lost
from registry.permits.disclosure import CardFace, PermitFace
from registry.permits.states import CardState, PermitState
from registry.qualifications.actions import publish_held, record_certificates
from registry.record import keys, reading
from registry.record.verify import verify
from tests.conftest import NOW
from tests.make.consents import given
from tests.make.permits import issued
from tests.make.qualifications import certificate

SCOPES = st.sets(st.sampled_from(Scope), min_size=1)


def lives(session: Session, actor: Actor, keyring: KeyRing) -> type[RuleBasedStateMachine]:
    """The machine over one register; every run is undone at its end."""

    class Lives(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.undo = session.begin_nested()
            self.clock = FixedClock(NOW)
            self.common = {"session": session, "actor": actor, "clock": self.clock, "keyring": keyring}
            self.person, self.permit = issued(**self.common, state=PermitState.ISSUED)
            record_certificates(session, actor, self.clock, keyring, [certificate(worker_ref=self.person)])
            self.state, self.final, self.until = PermitState.ISSUED, False, date(2027, 12, 31)
            self.cards: list[tuple[PrintedCard, CardState]] = []
            self.scopes: set[Scope] = set()
            self.addresses: set[str] = set()

        def teardown(self) -> None:
            assert verify(session).failure is None
            self.undo.rollback()
            session.expire_all()

        @rule(hours=st.integers(0, 100))
        def time_passes(self, hours: int) -> None:
            self.clock.advance(hours=hours, seconds=1)

        def refused(self, allowed: bool, act: object, *args: object, **kwargs: object) -> bool:
            """Do it, and see it refused exactly when it may not be done."""
            if allowed:
                act(session, actor, self.clock, *args, **kwargs)
                return False
            try:
                act(session, actor, self.clock, *args, **kwargs)
            except Conflict:
                return True
            raise AssertionError(f"{act} was not refused in {self.state}")

        @rule(final=st.booleans())
        def suspend(self, final: bool) -> None:
            if not self.refused(self.state is PermitState.ACTIVE, suspend, self.permit, why="x", final=final):
                self.state, self.final = PermitState.SUSPENDED, final

        @rule()
        def lift(self) -> None:
            revoked = self.state is PermitState.REVOKED and not self.final
            if not self.refused(self.state is PermitState.SUSPENDED or revoked, lift, self.permit, why="x"):
                self.state, self.final = PermitState.ACTIVE, False

        @rule(final=st.booleans())
        def revoke(self, final: bool) -> None:
            if not self.refused(self.state is not PermitState.REVOKED, revoke, self.permit, why="x", final=final):
                self.state, self.final = PermitState.REVOKED, final

        @rule()
        def settle(self) -> None:
            open_decision = self.state in (PermitState.SUSPENDED, PermitState.REVOKED) and not self.final
            if not self.refused(open_decision, settle, self.permit, why="x"):
                self.final = True

        @rule()
        def extend(self) -> None:
            later = self.until + timedelta(days=30)
            allowed = self.state is not PermitState.REVOKED
            if not self.refused(allowed, extend, self.permit, valid_until=later):
                self.until = later

        @rule()
        def print_card(self) -> None:
            try:
                card = print_card(session, actor, self.clock, keyring, self.permit)
            except Conflict:
                assert self.state not in (PermitState.ISSUED, PermitState.ACTIVE)
                return
            assert self.state in (PermitState.ISSUED, PermitState.ACTIVE)
            self.state = PermitState.ACTIVE
            self.replace_active(CardState.REPLACED)
            self.cards.append((card, CardState.ACTIVE))
            self.clock.advance(seconds=1)

        @rule()
        def report_lost(self) -> None:
            active = any(state is CardState.ACTIVE for _, state in self.cards)
            if not self.refused(active, report_lost, self.permit):
                self.replace_active(CardState.LOST)

        @precondition(lambda self: self.state is PermitState.ACTIVE)
        @rule()
        def reissue(self) -> None:
            try:
                card = reissue_card(session, actor, self.clock, keyring, self.permit)
            except Conflict:
                assert not self.cards or self.cards[-1][1] is not CardState.LOST
                return
            self.cards.append((card, CardState.ACTIVE))
            self.clock.advance(seconds=1)

        def replace_active(self, by: CardState) -> None:
            self.cards = [(card, by if state is CardState.ACTIVE else state) for card, state in self.cards]

        @rule(scopes=SCOPES)
        def consent(self, scopes: set[Scope]) -> None:
            words = [given(worker_ref=self.person, scope=scope) for scope in sorted(scopes)]
            listed_now = give_many(session, actor, self.clock, words)
            publish_held(session, actor, self.clock, listed_now)
            assert (listed_now == [self.person]) is (Scope.LISTING in scopes - self.scopes)
            self.scopes |= scopes

        @rule(scopes=SCOPES)
        def take_back(self, scopes: set[Scope]) -> None:
            self.clock.advance(seconds=1)
            if not self.refused(
                bool(scopes & self.scopes), withdraw, self.person, channel=Channel.PAPER, scopes=scopes
            ):
                self.scopes -= scopes

        @invariant()
        def the_permit_is_as_decided(self) -> None:
            entry = reading.current(session, "permit", self.permit)
            assert entry is not None
            face = entry.face(PermitFace)
            assert (face.state, face.decision_final, face.valid_until) == (self.state, self.final, self.until)

        @invariant()
        def every_card_answers_for_itself(self) -> None:
            assert sum(state is CardState.ACTIVE for _, state in self.cards) <= 1
            for card, state in self.cards:
                index = keyring.blind_index(Purpose.CARD_TOKEN, card.token)
                target = keys.resolve(session, TOKEN_KEYS, index)
                assert target is not None
                entry = reading.current(session, "card", target.ref)
                assert entry is not None
                assert (target.ref, entry.face(CardFace).state) == (card.ref, state)

        @invariant()
        def what_is_listed_is_what_is_consented_to(self) -> None:
            entries = reading.current_of(session, [self.person])[self.person]
            listed = {entry.kind for entry in entries if entry.listed} - {"redaction"}
            assert listed == ({"worker", "certificate"} if Scope.LISTING in self.scopes else set())
            faces = [entry.face(ConsentFace) for entry in entries if entry.kind == "consent"]
            told = {scope for face in faces for scope in Scope if getattr(face, scope.value)}
            assert told == self.scopes

        @invariant()
        def a_page_address_lives_and_dies_with_the_consent(self) -> None:
            address = keys.keys_of(session, PAGE_KEYS, [self.person]).get(self.person)
            assert (address is not None) is (Scope.LISTING in self.scopes)
            for old in self.addresses - {address}:
                assert keys.resolve(session, PAGE_KEYS, old) is None
            self.addresses |= {address} - {None}

    return Lives


def test_lives(session: Session, actor: Actor, keyring: KeyRing) -> None:
    run_state_machine_as_test(
        lives(session, actor, keyring),
        settings=settings(
            max_examples=30,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )
