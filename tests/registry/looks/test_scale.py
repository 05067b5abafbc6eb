"""Finding people among 100,000 is no more work than among 5,000."""

import shutil
from pathlib import Path
from random import Random

import pytest
from sqlalchemy.orm import Session

from portal.database import make_writer
from registry.core.base import new_refs
from registry.core.bulk import insert_rows
from registry.core.crypto import KeyRing, Purpose
from registry.looks.finding import Asked, find_people, lines_of
from registry.looks.models import PersonTerm
from registry.looks.rules import terms_of
from registry.workers.models import Employment, Worker
from tests.make.workers import company
from tests.steps import A_MILLISECOND, steps_of

pytestmark = pytest.mark.slow
KEYS = KeyRing.generate()
SURNAMES = "张王李赵刘陈杨黄周吴徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾"
GIVEN = "秀英兰华芳敏丽霞娟艳玲梅红桂珍凤云莲玉香淑芬建国强军平勇明辉"
WORKER = ("ref", "name", "sex", "birth_on", "id_number", "id_index", "source", "registered_on", "registered_at")


def fill(session: Session, count: int) -> tuple[str, str]:
    """`count` persons, of whom fifty work for one company; (that company, an ID number)."""
    dice, employer = Random(3), company(session=session)
    token = KEYS.encrypt("11010519491231002X", table="worker", column="id_number", row="x")
    people, terms, spells = [], [], []
    for at, ref in enumerate(new_refs(count)):
        name = dice.choice(SURNAMES) + dice.choice(GIVEN) + dice.choice(GIVEN)
        index = KEYS.blind_index(Purpose.ID_NUMBER, f"ID{at}")
        held = token if at >= 100 else KEYS.encrypt("1" * 18, table="worker", column="id_number", row=ref)
        people.append((ref, name, "female", "1980-01-01", held, index, "company", "2026-01-01", 1))
        terms += [(ref, kind, term) for kind, term in terms_of(name)]
        if at < 50:
            spells.append((f"e{at}", ref, employer, "[]", "company"))
    insert_rows(session, Worker.__table__, WORKER, people)
    insert_rows(session, PersonTerm.__table__, ("worker_ref", "kind", "term"), terms)
    insert_rows(session, Employment.__table__, ("ref", "worker_ref", "company_ref", "services", "source"), spells)
    session.commit()
    return employer, "ID77"


def test_finding_people_is_no_more_work_among_100_000(tmp_path: Path, empty_register: Path) -> None:
    held = []
    for count in (5_000, 100_000):
        path = tmp_path / f"{count}.db"
        shutil.copyfile(empty_register, path)
        session = Session(make_writer(f"sqlite:///{path}"))
        held.append((session, *fill(session, count)))
    harder = {}
    for name in ("whole name", "part", "pinyin", "initials", "company", "name in company", "exact"):
        steps = []
        for session, employer, number in held:
            asked = {
                "whole name": Asked(name="张秀英"),
                "part": Asked(name="秀"),
                "pinyin": Asked(name="zhangxiu"),
                "initials": Asked(name="zxy"),
                "company": Asked(company=employer),
                "name in company": Asked(name="张", company=employer),
                "exact": Asked(id_number=number),
            }[name]
            steps.append(steps_of(session, lambda session=session, asked=asked: find_people(session, KEYS, asked)))
        assert steps[0] > 0
        if steps[1] > 1.5 * steps[0] + A_MILLISECOND:
            harder[name] = steps
    assert harder == {}
    session, employer, _ = held[1]
    refs, _ = find_people(session, KEYS, Asked(company=employer))
    assert len(lines_of(session, KEYS, "clerk", refs)) == 20
    for session, *_ in held:
        session.close()
        session.get_bind().dispose()
