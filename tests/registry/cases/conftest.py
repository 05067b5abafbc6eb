"""The tests of this slice run on both engines."""

from tests.engines import either_engine, session

__all__ = ["either_engine", "session"]
