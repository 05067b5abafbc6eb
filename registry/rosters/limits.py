"""How large a file may be: 100,000 rows of 16 columns pass with room, a bomb does not (safety T14)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one roster file. Bytes are counted as they are inflated, whatever the archive declares."""

    file_bytes: int = 80_000_000
    entries: int = 200
    inflated_bytes: int = 250_000_000
    ratio: int = 100
    ratio_from_bytes: int = 1_000_000
    rows: int = 200_000
    columns: int = 200
    cell_letters: int = 2_000
    memory_bytes: int = 640_000_000
    cpu_seconds: int = 60


LIMITS = Limits()
