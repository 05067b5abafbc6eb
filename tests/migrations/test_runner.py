"""The schema that migrations make is the schema that the models say, with the walls of the code, up and down."""

import re
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect, text
from sqlalchemy.orm import Session

from portal.database import make_writer
from portal.schema import FOLDER, StartRefused, alembic_config, gate, head, keys_checked_last, missing_walls
from registry.core.base import Base
from registry.core.clock import FixedClock
from registry.record.verify import verify
from tests import postgresql
from tests.make.record import recorded, sample

WITH_ACCOUNTS = "0002"
REVISIONS = [one.revision for one in ScriptDirectory.from_config(alembic_config()).walk_revisions()][::-1]


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An engine on a database without a single table."""
    if request.param == "sqlite":
        address = f"sqlite:///{tmp_path / 'register.db'}"
    else:
        address = postgresql.fresh_database(request.getfixturevalue("postgresql_server"), f"empty_{uuid4().hex}")
    engine = make_writer(address)
    yield engine
    engine.dispose()
    if request.param == "postgresql":
        postgresql.drop_database(address)


def migrate(engine: Engine, revision: str) -> None:
    with engine.connect() as connection, keys_checked_last(connection) as check, connection.begin():
        configured = alembic_config(connection)
        if revision == "base":
            command.downgrade(configured, "base")
        else:
            command.upgrade(configured, revision)
        check()


def signed_in(engine: Engine) -> None:
    """Somebody with two posts, signed in under both: what a register in use has of them."""
    account = {"ref": "a-1", "name": "甲", "email": b"x", "email_index": "x", "state": "invited", "created_at": 1}
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO account (ref, name, email, email_index, state, created_at) "
                "VALUES (:ref, :name, :email, :email_index, :state, :created_at)"
            ),
            account,
        )
        for number, (role, company) in enumerate((("clerk", None), ("company_clerk", "c-1"))):
            connection.execute(
                text(
                    "INSERT INTO membership (ref, account_ref, role, company_ref, districts, from_at, added_by) "
                    "VALUES (:ref, 'a-1', :role, :company, '[]', 1, 'admin-1')"
                ),
                {"ref": f"m-{number}", "role": role, "company": company},
            )
            connection.execute(
                text(
                    "INSERT INTO sign_in (token_hash, ref, account_ref, membership_ref, opened_at, expires_at, device, "
                    "network) VALUES (:token, :ref, 'a-1', :post, 1, 2, 'd', 'n')"
                ),
                {"token": bytes([number]), "ref": f"s-{number}", "post": f"m-{number}"},
            )


def test_migrations_make_what_the_models_say_with_the_walls_of_the_code(empty: Engine) -> None:
    migrate(empty, "head")
    with empty.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
        assert missing_walls(connection) == []


def test_every_revision_goes_up_over_rows_and_down_to_nothing(empty: Engine, clock: FixedClock) -> None:
    for revision in REVISIONS:
        migrate(empty, revision)
        if revision == REVISIONS[0]:
            with Session(empty) as session:
                recorded(session, clock, [sample(name="早先"), sample(name="写下")])
                session.commit()
        if revision == WITH_ACCOUNTS:
            signed_in(empty)
    with Session(empty) as session:
        assert verify(session).entries == 2
        assert verify(session).failure is None
        posts = session.execute(text("SELECT ref, role, decided_in FROM membership ORDER BY ref")).all()
        assert posts == [("m-0", "clerk", "keeper"), ("m-1", "company_clerk", None)]
        kept = session.execute(text("SELECT membership_ref FROM sign_in ORDER BY ref")).scalars().all()
        assert kept == ["m-0", "m-1"]
    migrate(empty, "base")
    with empty.connect() as connection:
        assert set(inspect(connection).get_table_names()) <= {"alembic_version"}
        if connection.dialect.name == "postgresql":
            left = connection.execute(text("SELECT proname FROM pg_proc WHERE proname LIKE '%only%'")).scalars().all()
            assert left == []


def test_there_is_one_head() -> None:
    assert len(ScriptDirectory.from_config(alembic_config()).get_heads()) == 1


def test_batches_never_rewrite_the_record_or_the_trace() -> None:
    for path in (FOLDER / "versions").glob("*.py"):
        for table in re.findall(r"batch_alter_table\(\s*[\"'](\w+)", path.read_text()):
            if path.name.startswith("0001"):
                continue  # a table that this very revision makes has no rows and no walls yet
            assert not table.startswith(("record_", "audit_")), f"{path.name} rewrites {table}"


def test_the_gate_lets_a_whole_register_through_and_names_what_is_wrong(tmp_path: Path) -> None:
    engine = make_writer(f"sqlite:///{tmp_path / 'register.db'}")
    with pytest.raises(StartRefused, match="nothing"):
        gate(engine)
    migrate(engine, "head")
    gate(engine)
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER record_side_no_delete")
    with pytest.raises(StartRefused, match="record_side_no_delete"):
        gate(engine)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StartRefused, match=head()):
        gate(engine)
    engine.dispose()


def test_the_gate_refuses_lax_pragmas_and_unknown_sqlite(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = make_writer(f"sqlite:///{tmp_path / 'register.db'}")
    migrate(engine, "head")
    monkeypatch.setattr("portal.schema.sqlite_version", lambda: "3.40.1")
    with pytest.raises(StartRefused, match=r"3\.40\.1"):
        gate(engine)
    monkeypatch.undo()
    monkeypatch.setattr("portal.database._SQLITE_PRAGMAS", ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=NORMAL"))
    lax = make_writer(f"sqlite:///{tmp_path / 'register.db'}")
    with pytest.raises(StartRefused, match="synchronous"):
        gate(lax)
    lax.dispose()
    engine.dispose()
