"""Rules whose addresses are worked out when they are first asked for: most commands and tests ask for a few."""

from collections.abc import Callable
from typing import Any

from werkzeug.routing import Rule

Build = Callable[..., tuple[str, str]]


class LateRule(Rule):
    """A rule that compiles the making of its addresses late. Werkzeug compiles both ways of it for each rule at once,
    which was three quarters of the time in which the application starts."""

    def _compile_builder(self, append_unknown: bool = True) -> Build:
        compile_now = super()._compile_builder
        made: list[Build] = []

        def build(rule: Rule, *given: Any, **named: Any) -> tuple[str, str]:
            if not made:
                made.append(compile_now(append_unknown))
            return made[0](rule, *given, **named)

        return build
