"""The record's tests run on both engines."""

from tests.engines import either_engine, session

__all__ = ["either_engine", "session"]
