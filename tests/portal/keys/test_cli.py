"""`flask keys rotate`: afterwards the old key opens nothing and is needed for nothing."""

from flask import Flask
from sqlalchemy import select

from registry.core.crypto import key_name
from registry.core.sealed import sealed_columns, sealed_tables
from registry.workers.models import Worker
from tests.portal.keeping import Counter, counter

__all__ = ["counter"]


def test_every_field_is_brought_under_the_first_key(app: Flask, counter: Counter) -> None:
    app.extensions["wiring"].keyring = counter.keyring().with_new_primary("k9")
    result = counter.run("keys", "rotate")
    assert result.exit_code == 0, result.output
    assert "k9" in result.output
    with counter.session() as session:
        assert session.get(Worker, counter.person) is not None
        tokens = [
            token
            for table in sealed_tables()
            for row in session.execute(select(*(table.c[name] for name in sealed_columns(table))))
            for token in row
            if token is not None
        ]
        assert len(tokens) >= 3
        assert {key_name(token) for token in tokens} == {"k9"}
