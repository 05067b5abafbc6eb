"""No address appears, changes or vanishes unnoticed. To accept a change: python -m tests.structure.test_routes"""

from pathlib import Path
from tempfile import TemporaryDirectory

from flask import Flask

from portal import create_app
from portal.settings import Settings

SNAPSHOT = Path(__file__).parent / "routes.txt"


def routes(app: Flask) -> list[str]:
    """One line per address: methods, rule, endpoint."""
    return sorted(
        f"{rule.rule}  {','.join(sorted((rule.methods or set()) - {'HEAD', 'OPTIONS'}))}  {rule.endpoint}"
        for rule in app.url_map.iter_rules()
    )


def test_the_addresses_are_those_that_were_agreed(app: Flask) -> None:
    assert routes(app) == SNAPSHOT.read_text().splitlines()


if __name__ == "__main__":
    with TemporaryDirectory() as folder:
        made = create_app(Settings(data_dir=Path(folder), search_url="memory:"))
        SNAPSHOT.write_text("".join(f"{line}\n" for line in routes(made)))
