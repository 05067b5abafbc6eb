"""The mark of a restore that has not come to its end: what it left must not be served."""

from portal.schema import StartRefused
from portal.settings import Settings

MARK = "restore-unfinished"


def refuse_unfinished(settings: Settings) -> None:
    """Raises StartRefused while the mark of a restore is there."""
    if (settings.data_dir / MARK).exists():
        raise StartRefused(
            f"a restore into {settings.data_dir} did not come to its end: empty the place and restore again, "
            f"then nothing but the restore removes {MARK}"
        )
