"""Credit codes and identity numbers: what is accepted, what is refused and in which words."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.core.findings import Finding
from registry.core.identifiers import (
    ACCEPTED_CLASSES,
    CREDIT_ALPHABET,
    Sex,
    age_band,
    age_on,
    check_credit_code,
    check_id_number,
    credit_check_digit,
    id_area,
    id_birth_date,
    id_sex,
    looks_like_credit_code,
    normalise_identifier,
    organisation_check_digit,
)
from tests.make.identifiers import credit_code, id_number

TODAY = date(2026, 11, 21)
FULL_WIDTH = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")


def codes(findings: list[Finding]) -> list[str]:
    return [finding.code for finding in findings]


@pytest.mark.parametrize("code", ["91110000600037341L", "9144030071526726XG", "92990101391500087B"])
def test_real_credit_codes_pass(code: str) -> None:
    assert check_credit_code(code) == []


@pytest.mark.parametrize(
    "text", ["  91110000 600037341l ", "９１１１００００６０００３７３４１Ｌ", "91110000-600037341-L\u200b"]
)
def test_a_credit_code_passes_as_people_type_it(text: str) -> None:
    assert check_credit_code(text) == []
    assert normalise_identifier(text) == "91110000600037341L"


@given(st.integers(0, 99_999_999), st.sampled_from(sorted(ACCEPTED_CLASSES)))
def test_any_made_code_passes_and_any_one_wrong_sign_is_seen(number: int, kind: str) -> None:
    code = credit_code(number=number, kind=kind)
    assert check_credit_code(code) == []
    for place in range(2, 18):
        for sign in {"0", "7", "K"} - {code[place]}:
            assert check_credit_code(code[:place] + sign + code[place + 1 :]) != []


def test_the_inner_digit_is_checked_by_itself() -> None:
    good = credit_code(number=12345678)
    wrong_inner = good[:16] + ("5" if good[16] != "5" else "6")
    code = wrong_inner + credit_check_digit(wrong_inner)
    assert codes(check_credit_code(code)) == ["uscc_inner_check"]


def test_the_last_sign_is_checked_by_itself() -> None:
    good = credit_code(number=12345678)
    last = next(sign for sign in CREDIT_ALPHABET if sign != good[17])
    assert codes(check_credit_code(good[:17] + last)) == ["uscc_check"]


@pytest.mark.parametrize("letter", list("IOSVZ"))
def test_letters_out_of_the_alphabet_are_named_by_place_with_the_likely_meaning(letter: str) -> None:
    findings = check_credit_code("9111000060003734" + letter + "L")
    assert codes(findings) == ["uscc_letter"]
    assert "17" in findings[0].message.zh
    assert findings[0].cure is not None


@pytest.mark.parametrize("kind", ["51", "52", "53"])
def test_social_organisations_have_their_own_finding(kind: str) -> None:
    findings = check_credit_code(credit_code(kind=kind))
    assert codes(findings) == ["uscc_social_organisation"]
    assert "企业和个体工商户" in findings[0].message.zh


@pytest.mark.parametrize("kind", ["93", "12", "11", "Y1"])
def test_other_classes_are_refused(kind: str) -> None:
    assert codes(check_credit_code(credit_code(kind=kind))) == ["uscc_class"]


@pytest.mark.parametrize(("text", "code"), [("", "uscc_missing"), (" 　", "uscc_missing"), ("9111", "uscc_length")])
def test_a_missing_or_short_code(text: str, code: str) -> None:
    assert codes(check_credit_code(text)) == [code]


def test_organisation_code_of_the_standard() -> None:
    # GB 11714 prints D2143569-X.
    assert organisation_check_digit("D2143569") == "X"


@pytest.mark.parametrize(
    ("text", "shaped"), [("91110000600037341L", True), ("91110000600037341O", True), ("11010519491231002X", False)]
)
def test_shape_of_a_credit_code(text: str, shaped: bool) -> None:
    assert looks_like_credit_code(text) is shaped


def test_the_standard_example_passes_with_a_word_on_its_age() -> None:
    findings = check_id_number("11010519491231002x", today=TODAY)
    assert [(each.code, each.level) for each in findings] == [("id_unusual_age", "warning")]


BIRTHDAYS = st.dates(date(1951, 11, 22), date(2010, 11, 21))


@given(BIRTHDAYS, st.integers(0, 499), st.sampled_from(Sex), st.sampled_from(["990102", "310115", "810000", "830000"]))
def test_made_numbers_pass_and_say_birthday_sex_and_area(born: date, serial: int, sex: Sex, area: str) -> None:
    number = id_number(born=born, serial=serial, sex=sex, area=area)
    assert check_id_number(number, today=TODAY) == []
    assert check_id_number(f" {number.translate(FULL_WIDTH).lower()} ", today=TODAY) == []
    assert (id_birth_date(number), id_sex(number), id_area(number)) == (born, sex, area)


@given(BIRTHDAYS, st.integers(0, 17), st.sampled_from("0123456789"))
def test_any_one_wrong_digit_is_seen(born: date, place: int, digit: str) -> None:
    number = id_number(born=born)
    if number[place] != digit:
        assert codes(check_id_number(number[:place] + digit + number[place + 1 :], today=TODAY)) != []


@pytest.mark.parametrize("area", ["310115", "330110", "441900", "330113", "330114", "310119", "810000", "000000"])
def test_no_area_ever_refuses_a_number(area: str) -> None:
    findings = check_id_number(id_number(area=area), today=TODAY, known_areas={"310000", "330000", "440000"})
    assert {finding.level for finding in findings} <= {"warning"}
    assert (codes(findings) == ["id_area"]) is (area == "000000")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "id_missing"),
        ("9.901021988040143e+17", "id_scientific"),
        ("990102198804014300.0", "id_scientific"),
        ("110105491231002", "id_first_generation"),
        ("99010219850601", "id_length"),
        ("99010219850601A02X", "id_characters"),
    ],
)
def test_misshapen_numbers_say_why(text: str, code: str) -> None:
    assert codes(check_id_number(text, today=TODAY)) == [code]


@pytest.mark.parametrize(
    ("born", "expected"),
    [
        (TODAY + timedelta(days=1), ["id_future"]),
        (TODAY, ["id_too_young"]),
        (date(2010, 11, 22), ["id_too_young"]),
        (date(2010, 11, 21), []),
        (date(1950, 11, 22), []),
        (date(1950, 11, 21), ["id_unusual_age"]),
        (date(1925, 11, 22), ["id_unusual_age"]),
        (date(1925, 11, 21), ["id_impossible_age"]),
    ],
)
def test_ages_at_their_borders(born: date, expected: list[str]) -> None:
    assert codes(check_id_number(id_number(born=born), today=TODAY)) == expected


def test_a_day_that_does_not_exist() -> None:
    number = id_number(born=date(1990, 3, 1)).replace("19900301", "19900230")
    assert "id_date" in codes(check_id_number(number, today=TODAY))


@given(st.text(alphabet="0123456789Xx ０９", max_size=24))
def test_no_finding_repeats_the_number(text: str) -> None:
    plain = normalise_identifier(text)
    for finding in check_id_number(text, today=TODAY):
        for words in (finding.message, finding.cure):
            if words is not None and len(plain) > 4:
                assert plain not in words.zh
                assert plain not in words.en


def test_whoever_is_born_on_a_leap_day_is_older_on_the_first_of_march() -> None:
    assert age_on(date(2000, 2, 29), date(2026, 2, 28)) == 25
    assert age_on(date(2000, 2, 29), date(2026, 3, 1)) == 26


@pytest.mark.parametrize(("age", "band"), [(39, "30-39"), (40, "40-49"), (49, "40-49"), (50, "50-59")])
def test_age_bands(age: int, band: str) -> None:
    assert age_band(date(TODAY.year - age, 1, 1), TODAY) == band


@given(st.text(st.characters(codec="ascii")))
def test_an_identifier_loses_its_separators_and_its_case_only(text: str) -> None:
    kept = "".join(sign for sign in text if sign not in " \t\r\n-")
    assert normalise_identifier(text) == kept.upper()
    assert normalise_identifier(normalise_identifier(text)) == normalise_identifier(text)
