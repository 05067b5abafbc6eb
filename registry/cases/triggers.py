"""The walls around cases: raw SQL can neither exchange who proposed or decided, nor make two people out of one.

The statements stand here as the code knows them and once more in the migration that made them; the start-up gate
compares the two.
"""

from sqlalchemy import Connection

from registry.core.walls import build, fallen

_NEVER = (
    "year", "serial", "kind", "subject_kind", "subject_ref", "two_people", "opened_at", "opened_by",
)  # fmt: skip
_PROPOSAL = ("proposed_by", "proposed_outcome", "proposed_reason", "proposed_at")
_DECISION = ("decided_by", "decided_outcome", "decided_reason", "decided_at")
_NEWEST_PROPOSER = (
    "(SELECT e.actor FROM case_event e WHERE e.case_ref = NEW.ref AND e.act = 'propose' ORDER BY e.place DESC LIMIT 1)"
)


def _changed(columns: tuple[str, ...], differs: str) -> str:
    return " OR ".join(f"NEW.{column} {differs} OLD.{column}" for column in columns)


def _rules(differs: str) -> dict[str, tuple[str, str]]:
    """{name: (when it is refused, why)} for changes of a case; `differs` is how an engine compares with NULL."""
    return {
        "case_file_same": (_changed(("ref", *_NEVER), differs), "what a case is about does not change"),
        "case_file_proposal_stands": (
            f"OLD.proposed_by IS NOT NULL AND NEW.proposed_by IS NOT NULL AND ({_changed(_PROPOSAL, differs)})",
            "a proposal is not rewritten",
        ),
        "case_file_decision_stands": (
            f"OLD.decided_by IS NOT NULL AND ({_changed((*_PROPOSAL, *_DECISION), differs)})",
            "a decision is not rewritten",
        ),
        "case_file_used_once": (f"OLD.used_at IS NOT NULL AND NEW.used_at {differs} OLD.used_at", "used once"),
        "case_file_two_people": (
            "NEW.decided_by IS NOT NULL AND OLD.decided_by IS NULL AND NEW.two_people "
            f"AND (OLD.proposed_by IS NULL OR NEW.proposed_by {differs} {_NEWEST_PROPOSER} "
            f"OR NEW.decided_by = {_NEWEST_PROPOSER})",
            "two different people propose and decide",
        ),
    }


_AT_FIRST = "NEW.proposed_by IS NOT NULL OR NEW.decided_by IS NOT NULL OR NEW.used_at IS NOT NULL"


def _sqlite() -> dict[str, str]:
    made = {}
    for name, (when, why) in _rules("IS NOT").items():
        made[name] = (
            f"CREATE TRIGGER {name} BEFORE UPDATE ON case_file WHEN {when} BEGIN SELECT RAISE(ABORT, '{why}'); END"
        )
    made["case_file_begins_open"] = (
        f"CREATE TRIGGER case_file_begins_open BEFORE INSERT ON case_file WHEN {_AT_FIRST} "
        "OR EXISTS (SELECT 1 FROM case_file WHERE ref = NEW.ref OR (year = NEW.year AND serial = NEW.serial)) "
        "BEGIN SELECT RAISE(ABORT, 'a case begins without a decision'); END"
    )
    made["case_file_no_delete"] = (
        "CREATE TRIGGER case_file_no_delete BEFORE DELETE ON case_file "
        "BEGIN SELECT RAISE(ABORT, 'case_file only grows'); END"
    )
    for event in ("update", "delete"):
        made[f"case_event_no_{event}"] = (
            f"CREATE TRIGGER case_event_no_{event} BEFORE {event.upper()} ON case_event "
            "BEGIN SELECT RAISE(ABORT, 'case_event only grows'); END"
        )
    made["case_event_next_place"] = (
        "CREATE TRIGGER case_event_next_place BEFORE INSERT ON case_event WHEN NEW.place IS NOT "
        "(SELECT COALESCE(MAX(place), 0) + 1 FROM case_event WHERE case_ref = NEW.case_ref) "
        "BEGIN SELECT RAISE(ABORT, 'case_event takes the next place only'); END"
    )
    return made


def _postgresql() -> dict[str, str]:
    checks = "\n".join(
        f"  IF {when} THEN RAISE EXCEPTION '{why}'; END IF;" for when, why in _rules("IS DISTINCT FROM").values()
    )
    return {
        "case_only_grows": (
            "CREATE FUNCTION case_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$\n"
            "BEGIN RAISE EXCEPTION '% only grows', TG_TABLE_NAME; END $$"
        ),
        "case_file_walls": (
            "CREATE FUNCTION case_file_walls() RETURNS trigger LANGUAGE plpgsql AS $$\n"
            f"BEGIN\n{checks}\n  RETURN NEW;\nEND $$"
        ),
        "case_file_begins": (
            "CREATE FUNCTION case_file_begins() RETURNS trigger LANGUAGE plpgsql AS $$\n"
            f"BEGIN\n  IF {_AT_FIRST} THEN RAISE EXCEPTION 'a case begins without a decision'; END IF;\n"
            "  RETURN NEW;\nEND $$"
        ),
        "case_event_next": (
            "CREATE FUNCTION case_event_next() RETURNS trigger LANGUAGE plpgsql AS $$\nBEGIN\n"
            "  IF NEW.place IS DISTINCT FROM\n"
            "    (SELECT COALESCE(MAX(place), 0) + 1 FROM case_event WHERE case_ref = NEW.case_ref)\n"
            "  THEN RAISE EXCEPTION 'case_event takes the next place only'; END IF;\n  RETURN NEW;\nEND $$"
        ),
        "case_file_walled": (
            "CREATE TRIGGER case_file_walled BEFORE UPDATE ON case_file FOR EACH ROW EXECUTE FUNCTION case_file_walls()"
        ),
        "case_file_begun": (
            "CREATE TRIGGER case_file_begun BEFORE INSERT ON case_file FOR EACH ROW EXECUTE FUNCTION case_file_begins()"
        ),
        "case_file_kept": (
            "CREATE TRIGGER case_file_kept BEFORE DELETE ON case_file FOR EACH ROW EXECUTE FUNCTION case_only_grows()"
        ),
        "case_event_grows": (
            "CREATE TRIGGER case_event_grows BEFORE UPDATE OR DELETE ON case_event "
            "FOR EACH ROW EXECUTE FUNCTION case_only_grows()"
        ),
        "case_event_numbered": (
            "CREATE TRIGGER case_event_numbered BEFORE INSERT ON case_event "
            "FOR EACH ROW EXECUTE FUNCTION case_event_next()"
        ),
        **{
            f"{table}_no_truncate": (
                f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION case_only_grows()"
            )
            for table in ("case_file", "case_event")
        },
    }


def statements(dialect: str) -> dict[str, str]:
    """{name: CREATE statement} for "sqlite" or "postgresql", functions before the triggers that use them."""
    return _sqlite() if dialect == "sqlite" else _postgresql()


def install(connection: Connection) -> None:
    """Create every wall on a database that has the tables but no walls yet."""
    build(connection, statements(connection.dialect.name))


def missing(connection: Connection) -> list[str]:
    """Names of walls that the database lacks or holds in another form than the code, sorted; empty when all stand."""
    return fallen(connection, statements(connection.dialect.name))
