"""The words by which staff find a person, and what must be said before a look."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.core.actor import Role
from registry.looks.rules import LETTERS, NAME, check_purpose, terms_of, typed_name
from registry.looks.states import Purpose


def found(name: str, typed: str) -> bool:
    asked = typed_name(typed)
    return asked is not None and any(
        kind == asked.kind and term.startswith(asked.prefix) for kind, term in terms_of(name)
    )


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("张淑芬", "张淑芬"),
        ("张淑芬", "淑芬"),
        ("张淑芬", "張淑"),
        ("张淑芬", "芬"),
        ("张淑芬", "zhangshufen"),
        ("张淑芬", "Zhang Shu"),
        ("张淑芬", "shufen"),
        ("张淑芬", "zsf"),
        ("单丽娟", "shanlijuan"),
        ("单丽娟", "danli"),
        ("吕秀英", "lvxiu"),
        ("吕秀英", "luxiu"),
        ("吕秀英", "lyuxiu"),
        ("欧阳建国", "ouyangjian"),
        ("欧阳建国", "jianguo"),
        ("欧阳建国", "oyjg"),
        ("阿依古丽·买买提", "古丽"),
    ],
)
def test_a_person_is_found_by_what_people_type(name: str, typed: str) -> None:
    assert found(name, typed)


@pytest.mark.parametrize(("name", "typed"), [("张淑芬", "张芬"), ("张淑芬", "lisi"), ("张淑芬", "zfs")])
def test_others_are_not(name: str, typed: str) -> None:
    assert not found(name, typed)


@given(st.text(alphabet="张王李赵欧阳淑芬建国丽娟秀英", min_size=2, max_size=4), st.data())
def test_every_part_of_a_name_finds_it(name: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(name) - 1))
    end = data.draw(st.integers(start + 1, len(name)))
    assert found(name, name[start:end])
    assert {kind for kind, _ in terms_of(name)} == {NAME, LETTERS}


@pytest.mark.parametrize("typed", ["", "  ", "·", "123", "%%"])
def test_what_is_no_name_asks_for_nobody(typed: str) -> None:
    assert typed_name(typed) is None


def test_a_whole_number_needs_a_case_and_a_regulator_says_which_inspection() -> None:
    assert check_purpose(Role.REVIEWER, Purpose.CASE, "", "case-1", unmask=True) == []
    assert [f.field for f in check_purpose(Role.REVIEWER, Purpose.CASE, "", None, unmask=True)] == ["case"]
    assert check_purpose(Role.REGULATOR, Purpose.INSPECTION, "年度检查", None, unmask=True) == []
    assert [f.field for f in check_purpose(Role.REGULATOR, Purpose.INSPECTION, "", None, unmask=True)] == ["why"]
    assert [f.field for f in check_purpose(Role.CLERK, "", "", None, unmask=False)] == ["purpose"]
    assert [f.field for f in check_purpose(Role.CLERK, Purpose.CASE, "13800138000", None, unmask=False)] == ["why"]
