"""Whether the desk's worklist and searches cost the same among 5,000 people and among 100,000."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter, process_time

import pyotp
from flask.testing import FlaskClient

from bench.desk_data import EMAIL, PASSWORD, DeskRegister
from bench.plan import Effort
from bench.table import Table
from portal import create_app
from portal.clocks import SystemClock

FLAT = 1.5
NAMES = ("王", "李秀", "zhang", "lfy", "陈", "刘桂", "wang", "zxm")
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


@dataclass(slots=True)
class Worker:
    """A reviewer at work in one register."""

    register: DeskRegister
    client: FlaskClient
    token: str

    @classmethod
    def sign_in(cls, register: DeskRegister) -> "Worker":
        """Through the pages, with password and authenticator. Raises RuntimeError when that fails."""
        _into_memory(register)
        client = create_app(register.settings()).test_client()
        worker = cls(register, client, "")
        worker.read("/account/sign-in")
        worker.send("/account/sign-in", {"email": EMAIL, "password": PASSWORD}, 303)
        worker.read("/account/second-factor")
        code = pyotp.TOTP(register.secret).at(SystemClock().now())
        worker.send("/account/second-factor", {"code": code}, 303)
        worker.read("/office/")
        return worker

    def read(self, path: str) -> None:
        """A page; its token is kept for the next form."""
        answer = self.client.get(path)
        if answer.status_code != 200:
            raise RuntimeError(f"{path} answered {answer.status}")
        if found := _TOKEN.search(answer.get_data(as_text=True)):
            self.token = found[1]

    def send(self, path: str, form: dict[str, str], status: int = 200) -> None:
        """A form."""
        answer = self.client.post(path, data={"csrf_token": self.token, **form})
        if answer.status_code != status:
            raise RuntimeError(f"{path} answered {answer.status}")


def _into_memory(register: DeskRegister) -> None:
    """Let the operating system hold the file, as it does for a register that is worked in all day."""
    with (Path(register.folder) / "register.db").open("rb") as file:
        while file.read(1 << 22):
            pass


Act = Callable[[Worker], Callable[[], None]]


def desk(registers: list[DeskRegister], effort: Effort) -> Table:
    """Worklist, its filters, and every search of staff, in each register in turn."""
    sizes = [f"{one.people:,} people, {one.companies:,} companies: p50 / p95 ms · CPU ms" for one in registers]
    table = Table("The desk", ("measure", *sizes, "p50 at the largest : smallest", "target"))
    workers = [Worker.sign_in(one) for one in registers]
    for name, act in MEASURES:
        _row(table, name, [act(worker) for worker in workers], effort)
    table.notes.append(
        "Whole requests inside one process, through the gate, the guards and the template; a search of people also "
        "writes down who looked and why, and is synced to disk before it answers. Both files lie in the operating "
        "system's cache."
    )
    return table


def _row(table: Table, name: str, acts: list[Callable[[], None]], effort: Effort) -> None:
    walls: list[list[float]] = [[] for _ in acts]
    cpus: list[list[float]] = [[] for _ in acts]
    for act in acts:
        act()
    for turn in range(effort.rounds * effort.pairs):
        for at in range(len(acts)) if turn % 2 == 0 else reversed(range(len(acts))):
            begun, spent = perf_counter(), process_time()
            acts[at]()
            cpus[at].append((process_time() - spent) * 1000)
            walls[at].append((perf_counter() - begun) * 1000)
    ratio = median(walls[-1]) / median(walls[0])
    cells = [
        f"{median(wall):.1f} / {quantiles(wall, n=20)[-1]:.1f} · {median(cpu):.1f}"
        for wall, cpu in zip(walls, cpus, strict=True)
    ]
    table.add(name, *cells, f"**{ratio:.2f}**", f"≤ {FLAT:g}: {'met' if ratio <= FLAT else 'MISSED'}")


def _page(path: str) -> Act:
    return lambda worker: lambda: worker.read(path)


def _people(field: str, values: Callable[[DeskRegister], tuple[str, ...]]) -> Act:
    def act(worker: Worker) -> Callable[[], None]:
        asked: Iterator[str] = cycle(values(worker.register))
        return lambda: worker.send("/office/people", {"purpose": "verify", field: next(asked)})

    return act


MEASURES: tuple[tuple[str, Act], ...] = (
    ("worklist", _page("/office/")),
    ("worklist, overdue", _page("/office/?band=overdue")),
    ("worklist, one kind in one district", _page("/office/?kind=permit_application&district=990102")),
    ("people by name or pinyin", _people("name", lambda register: NAMES)),
    ("person by identity number", _people("id_number", lambda register: register.id_numbers)),
    ("person by phone", _people("phone", lambda register: register.phones)),
    ("person by permit number", _people("permit_number", lambda register: register.permits)),
    ("people of a company", _people("company", lambda register: register.codes)),
)
