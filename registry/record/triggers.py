"""The walls in the database: what has been recorded or audited cannot be changed, only added to, one number at a time.

The statements stand here as the code knows them and once more in the migration that made them; the start-up gate
and a test compare the two through `installed`.
"""

from sqlalchemy import Connection

from registry.core.walls import build, fallen

APPEND_ONLY = ("record_entry", "record_redaction", "record_log", "audit_entry")
NUMBERED = ("record_entry", "audit_entry")


def _sqlite() -> dict[str, str]:
    made: dict[str, str] = {}
    for table in (*APPEND_ONLY, "record_side"):
        made[f"{table}_no_delete"] = (
            f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} only grows'); END"
        )
    for table in APPEND_ONLY:
        made[f"{table}_no_update"] = (
            f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} only grows'); END"
        )
    for table in NUMBERED:
        made[f"{table}_next_seq"] = (
            f"CREATE TRIGGER {table}_next_seq BEFORE INSERT ON {table} "
            f"WHEN NEW.seq IS NOT (SELECT COALESCE(MAX(seq), 0) + 1 FROM {table}) "
            f"BEGIN SELECT RAISE(ABORT, '{table} takes the next number only'); END"
        )
    # REPLACE deletes without firing delete triggers, so an occupied key is refused before it gets that far.
    for table, key in (
        ("record_side", "seq = NEW.seq"),
        ("record_log", "id = NEW.id"),
        ("record_redaction", "target_seq = NEW.target_seq AND redaction_seq = NEW.redaction_seq"),
    ):
        made[f"{table}_no_replace"] = (
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {key}) "
            f"BEGIN SELECT RAISE(ABORT, '{table} only grows'); END"
        )
    made["record_side_only_redacted"] = (
        "CREATE TRIGGER record_side_only_redacted BEFORE UPDATE ON record_side "
        "WHEN NEW.seq IS NOT OLD.seq "
        "OR EXISTS (SELECT 1 FROM json_each(NEW.document) n LEFT JOIN json_each(OLD.document) o ON o.key = n.key "
        "WHERE o.key IS NULL OR o.value IS NOT n.value) "
        "OR EXISTS (SELECT 1 FROM json_each(OLD.document) o "
        "WHERE NOT EXISTS (SELECT 1 FROM json_each(NEW.document) n WHERE n.key = o.key) "
        "AND NOT EXISTS (SELECT 1 FROM record_redaction r, json_each(r.fields) f "
        "WHERE r.target_seq = OLD.seq AND f.value = o.key)) "
        "BEGIN SELECT RAISE(ABORT, 'only a redaction lets a field leave record_side'); END"
    )
    return made


_GROWS = """CREATE FUNCTION register_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% only grows', TG_TABLE_NAME; END $$"""

_NEXT = """CREATE FUNCTION {table}_next_seq() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.seq IS DISTINCT FROM (SELECT COALESCE(MAX(seq), 0) + 1 FROM {table}) THEN
    RAISE EXCEPTION '{table} takes the next number only';
  END IF;
  RETURN NEW;
END $$"""

_REDACTED = """CREATE FUNCTION record_side_only_redacted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.seq <> OLD.seq
    OR EXISTS (SELECT 1 FROM jsonb_each(NEW.document::jsonb) n
               LEFT JOIN jsonb_each(OLD.document::jsonb) o ON o.key = n.key
               WHERE o.key IS NULL OR o.value <> n.value)
    OR EXISTS (SELECT 1 FROM jsonb_object_keys(OLD.document::jsonb) k
               WHERE NOT (NEW.document::jsonb ? k)
                 AND NOT EXISTS (SELECT 1 FROM record_redaction r
                                 WHERE r.target_seq = OLD.seq AND r.fields::jsonb ? k))
  THEN RAISE EXCEPTION 'only a redaction lets a field leave record_side'; END IF;
  RETURN NEW;
END $$"""


def _postgresql() -> dict[str, str]:
    made = {"register_only_grows": _GROWS, "record_side_only_redacted": _REDACTED}
    for table in NUMBERED:
        made[f"{table}_next_seq"] = _NEXT.format(table=table)
        made[f"{table}_numbered"] = (
            f"CREATE TRIGGER {table}_numbered BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_next_seq()"
        )
    for table in (*APPEND_ONLY, "record_side"):
        events = "DELETE" if table == "record_side" else "UPDATE OR DELETE"
        made[f"{table}_grows"] = (
            f"CREATE TRIGGER {table}_grows BEFORE {events} ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION register_only_grows()"
        )
        made[f"{table}_no_truncate"] = (
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION register_only_grows()"
        )
    made["record_side_redacted"] = (
        "CREATE TRIGGER record_side_redacted BEFORE UPDATE ON record_side "
        "FOR EACH ROW EXECUTE FUNCTION record_side_only_redacted()"
    )
    return made


def statements(dialect: str) -> dict[str, str]:
    """{name: CREATE statement} for "sqlite" or "postgresql", functions before the triggers that use them."""
    return _sqlite() if dialect == "sqlite" else _postgresql()


def install(connection: Connection) -> None:
    """Create every wall on a database that has the tables but no walls yet."""
    build(connection, statements(connection.dialect.name))


def missing(connection: Connection) -> list[str]:
    """Names of walls that the database lacks or holds in another form than the code, sorted; empty when all stand."""
    return fallen(connection, statements(connection.dialect.name))
