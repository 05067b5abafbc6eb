"""Refusals of the domain. Delivery maps them to pages; none carries personal data."""

from collections.abc import Sequence
from typing import Any

from registry.core.findings import Finding
from registry.core.labels import Label


class RegistryError(Exception):
    """A refusal with words for the person who asked."""

    def __init__(self, message: Label) -> None:
        super().__init__(message.en)
        self.message = message

    def __reduce__(self) -> tuple[Any, ...]:
        """As it travels from another process: the makings of each kind differ, what they leave does not."""
        return _again, (type(self), self.args, self.__dict__)


def _again(kind: type[RegistryError], args: tuple[Any, ...], left: dict[str, Any]) -> RegistryError:
    made = kind.__new__(kind, *args)
    made.args = args
    made.__dict__.update(left)
    return made


class NotFound(RegistryError):
    """There is no such thing, or it is not for the asker: both read alike."""


class NotAllowed(RegistryError):
    """The actor may not do this."""


class Conflict(RegistryError):
    """Somebody else was first, or the state no longer allows it."""


class Busy(RegistryError):
    """Another write holds the register; nothing was changed, the same request may be sent again."""


class Unavailable(RegistryError):
    """A part the answer needs cannot be reached now."""


class RuleBroken(RegistryError):
    """One or more rules refuse the input; every finding says which and where."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        if not findings:
            raise ValueError("a broken rule needs a finding")
        super().__init__(
            Label(
                "；".join(finding.message.zh for finding in findings),
                "; ".join(finding.message.en for finding in findings),
            )
        )
        self.findings = tuple(findings)
