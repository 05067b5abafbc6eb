"""What the register keeper's commands share: who acts, which person is meant, and refusals in plain words.

ID numbers are typed at a prompt or piped in, never given as an argument: arguments show in lists of processes.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any, TypeVar

import click
from sqlalchemy.orm import Session

from portal.wiring import wiring
from registry.companies.queries import refs_by_uscc
from registry.core.actor import Actor
from registry.core.errors import NotFound, RegistryError, RuleBroken
from registry.core.identifiers import normalise_identifier
from registry.core.labels import Label
from registry.workers.queries import find_by_id, find_by_permit

F = TypeVar("F", bound=Callable[..., Any])
DAY = click.DateTime(["%Y-%m-%d"])


def person_options(command: F) -> F:
    """`--permit NUMBER`, or `--id-number` to be asked for it; exactly one names the person."""
    command = click.option("--id-number", "ask_id", is_flag=True, help="按身份证号；会另行询问，不回显 / ask for it")(
        command
    )
    return click.option("--permit", "permit_number", metavar="证号", help="按上门服务证号 / by permit number")(command)


def by_option(command: F) -> F:
    """`--by NUMBER`: the officer who acts."""
    return click.option("--by", "officer", required=True, metavar="编号", help="经办人 / officer")(command)


def why_option(command: F) -> F:
    """`--why TEXT`: the reason, kept in the private trace."""
    return click.option("--why", required=True, help="原因，只进内部留痕 / reason, for the private trace")(command)


def officer_of(number: str) -> Actor:
    """An officer of the association, by the number given on the command line."""
    return Actor(number, "association", number)


def typed_id_number(ask_id: bool, permit_number: str | None) -> str | None:
    """The ID number, asked for before any write begins; None when the permit number names the person."""
    if ask_id == bool(permit_number):
        raise click.UsageError("请用 --permit 证号 或 --id-number 之一指明此人 / give one of --permit and --id-number")
    if not ask_id:
        return None
    if sys.stdin.isatty():
        return str(click.prompt("身份证号 / ID number", hide_input=True, err=True))
    return sys.stdin.readline().strip()


def person_of(session: Session, permit_number: str | None, id_number: str | None) -> str:
    """The ref of the person meant. Raises NotFound; neither number is repeated."""
    keyring = wiring().keyring
    if permit_number:
        found = find_by_permit(session, keyring, permit_number)
    else:
        found = find_by_id(session, keyring, id_number or "")
    if found is None:
        raise NotFound(Label("登记中没有这个人", "This person is not registered"))
    return found


def company_of(session: Session, code: str) -> str:
    """The ref of the company with this credit code. Raises NotFound."""
    plain = normalise_identifier(code)
    found = refs_by_uscc(session, [plain])
    if plain not in found:
        raise NotFound(Label(f"登记中没有 {plain}", f"{plain} is not registered"))
    return found[plain]


def day_of(day: datetime | None) -> date | None:
    """The day typed, or None."""
    return day.date() if day else None


@contextmanager
def told() -> Iterator[None]:
    """Refusals of the register as plain sentences in both languages, and exit code 1."""
    try:
        yield
    except RuleBroken as problem:
        lines = [f"{finding.message.zh} / {finding.message.en}" for finding in problem.findings]
        raise click.ClickException("\n".join(lines)) from problem
    except RegistryError as problem:
        raise click.ClickException(f"{problem.message.zh} / {problem.message.en}") from problem
