"""Processes that write to one register, for the tests of crowding and of sudden death."""

import os
import time
from dataclasses import dataclass, field

from sqlalchemy import Engine

from portal.clocks import SystemClock
from portal.database import make_writer, unit
from portal.settings import Settings
from registry.core.errors import RegistryError
from tests.make.record import recorded, sample


@dataclass
class Tally:
    """What one writer saw: acknowledged positions, refusals, and how long each write took in seconds."""

    acknowledged: list[int] = field(default_factory=list)
    refused: int = 0
    waits: list[float] = field(default_factory=list)


def write_once(engine: Engine, settings: Settings) -> list[int]:
    """One write unit with two entries; returns their positions after the commit."""
    with unit(engine, settings) as session:
        made = recorded(session, SystemClock(), [sample(name=f"写者 {os.getpid()}"), sample(name="第二条")])
    return [entry.seq for entry in made]


def write_for(settings: Settings, seconds: float) -> Tally:
    """Write without pause for so long."""
    engine = make_writer(settings.database)
    tally = Tally()
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        begun = time.monotonic()
        try:
            tally.acknowledged += write_once(engine, settings)
        except RegistryError:
            tally.refused += 1
        tally.waits.append(time.monotonic() - begun)
    engine.dispose()
    return tally


def write_and_acknowledge(settings: Settings, pipe: int) -> None:
    """Write until killed; after each commit tell the positions through `pipe`, one line each."""
    engine = make_writer(settings.database)
    while True:
        seqs = write_once(engine, settings)
        os.write(pipe, (" ".join(map(str, seqs)) + "\n").encode())
