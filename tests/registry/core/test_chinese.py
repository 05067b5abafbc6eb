"""One form for text as people type it, and the way back to where each character stood."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.core.chinese import normalise_mapped, normalise_name


@pytest.mark.parametrize(
    ("typed", "form"),
    [
        ("張淑芬", "张淑芬"),
        (" 林海敏\u3000", "林海敏"),
        ("ＡＢＣ家政（云州）", "abc家政云州"),
        ("阿依古丽·买买提", "阿依古丽买买提"),
        ("家庭保潔", "家庭保洁"),
        ("周乾", "周干"),
        ("鍾餘範於", "钟余范于"),
        ("著", "著"),
        ("頴", "颖"),
        ("穎", "颖"),
        ("㛃䶮𠅤", "㛃䶮𠅤"),
        ("欧阳\u200b娜", "欧阳娜"),
        ("葛\U000e0100城", "葛城"),
        ("", ""),
    ],
)
def test_normal_forms(typed: str, form: str) -> None:
    assert normalise_name(typed) == form


@given(st.text())
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert normalise_name(normalise_name(text)) == normalise_name(text)


@given(st.text(alphabet=st.sampled_from("張张淑芬·（ ）ＡbÉe\u0301㈱ﬁ\U000e0100𠅤가\u1100\u1161-")))
def test_the_mapped_form_is_the_normal_form_and_offsets_point_into_the_text(text: str) -> None:
    form, offsets = normalise_mapped(text)
    assert form == normalise_name(text)
    assert len(offsets) == len(form)
    assert offsets == sorted(offsets)
    assert all(0 <= at < len(text) for at in offsets)


def test_highlighting_finds_its_stretch_of_the_original() -> None:
    original = "雲州市（南浦）佳佳樂"
    form, offsets = normalise_mapped(original)
    at = form.index("佳佳乐")
    assert original[offsets[at] : offsets[at + 2] + 1] == "佳佳樂"


def test_conversion_never_depends_on_the_neighbour() -> None:
    # By phrase OpenCC keeps 乾 in 乾坤 but not in 乾燥: a partial name would then not be found.
    assert normalise_name("乾坤")[0] == normalise_name("乾燥")[0]
