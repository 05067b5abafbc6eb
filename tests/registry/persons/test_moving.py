"""No table that names a person is forgotten when a file changes hands."""

import registry.models
from registry.core.base import Base
from registry.persons.moving import TABLES

assert registry.models.MODULES
# The row itself and what it was joined into; a photo and codes are of one file; lists are made anew from the rest; a
# proposal is about the file as it was.
OF_THE_FILE = {"worker", "worker_join", "worker_code", "photo", "check_due", "person_term", "person_proposal"}


def test_every_table_that_names_a_person_is_moved() -> None:
    naming = {name for name, table in Base.metadata.tables.items() if "worker_ref" in table.c}
    assert naming - OF_THE_FILE == {model.__tablename__ for model, _ in TABLES.values()}
