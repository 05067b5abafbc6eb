"""`flask keys rotate`: afterwards the old key opens nothing and is needed for nothing."""

from flask import Flask

from registry.core.crypto import key_name
from registry.workers.models import Worker
from tests.portal.keeping import Counter, counter

__all__ = ["counter"]


def test_every_field_is_brought_under_the_first_key(app: Flask, counter: Counter) -> None:
    app.extensions["wiring"].keyring = counter.keyring().with_new_primary("k9")
    result = counter.run("keys", "rotate")
    assert result.exit_code == 0, result.output
    assert "k9" in result.output
    with counter.session() as session:
        row = session.get_one(Worker, counter.person)
        names = {key_name(token) for token in (row.id_number, row.phone, row.permit_number) if token}
        assert names == {"k9"}
