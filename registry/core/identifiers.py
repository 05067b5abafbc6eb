"""Identifiers of companies and persons: their normal form, and what is wrong with one, in words that never repeat it.

统一社会信用代码: GB 32100-2015 with the organisation code of GB 11714 inside. 公民身份号码: GB 11643-1999.
"""

import re
import unicodedata
from collections.abc import Container
from datetime import date

from registry.core.findings import Finding
from registry.core.labels import Label, LabelledEnum

_SEPARATORS = str.maketrans("", "", " \t\r\n-")


class Sex(LabelledEnum):
    """As the identity number states it."""

    MALE = "male", "男", "Male"
    FEMALE = "female", "女", "Female"


def normalise_identifier(text: str) -> str:
    """Half-width, upper case, without spaces, hyphens and invisible signs: the form that is stored and compared."""
    if text.isascii() and text.isalnum():
        return text.upper()  # what most cells hold: nothing to take out
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
        text = "".join(sign for sign in text if not sign.isspace() and unicodedata.category(sign) != "Cf")
    return text.translate(_SEPARATORS).upper()


def _error(code: str, field: str, zh: str, en: str, cure: Label | None = None) -> Finding:
    return Finding(code, Label(zh, en), field, cure=cure)


# --- 统一社会信用代码 -------------------------------------------------------------------------------------------------

CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_VALUE = {sign: value for value, sign in enumerate(CREDIT_ALPHABET)}
_CREDIT_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
_INNER_VALUE = {sign: value for value, sign in enumerate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")}
_INNER_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_INNER_CHECK = "0123456789X"
# Of bodies registered for business; other authorities' codes begin as identity numbers do.
_CREDIT_SHAPE = re.compile(r"9[123][0-9]{6}[0-9A-Z]{10}")
_LOOKALIKE = {"O": "0", "I": "1", "S": "5", "Z": "2", "V": "U"}
ACCEPTED_CLASSES = {"91": Label("企业", "enterprise"), "92": Label("个体工商户", "individual business")}
_REFUSED_CLASSES = {
    "51": Label("社会团体", "a social association"),
    "52": Label("民办非企业单位", "a private non-enterprise unit"),
    "53": Label("基金会", "a foundation"),
    "59": Label("社会组织", "a social organisation"),
    "93": Label("农民专业合作社", "a farmers' cooperative"),
}
_OTHER_CLASS = Label("其他机构", "another kind of body")


def credit_check_digit(first17: str) -> str:
    """The 18th sign of GB 32100 for the first 17. Raises KeyError for a letter outside the alphabet."""
    total = sum(_CREDIT_VALUE[sign] * weight for sign, weight in zip(first17, _CREDIT_WEIGHTS, strict=True))
    return CREDIT_ALPHABET[-total % 31]


def organisation_check_digit(first8: str) -> str:
    """The 9th sign of an organisation code (GB 11714) for the first 8."""
    total = sum(_INNER_VALUE[sign] * weight for sign, weight in zip(first8, _INNER_WEIGHTS, strict=True))
    return _INNER_CHECK[-total % 11]


def looks_like_credit_code(text: str) -> bool:
    """Whether a query has the shape of a whole credit code of an enterprise or business, right or wrong."""
    return _CREDIT_SHAPE.fullmatch(normalise_identifier(text)) is not None


def check_credit_code(text: str, *, field: str = "uscc") -> list[Finding]:
    """What is wrong with a 统一社会信用代码; empty when it may identify a company of this register.

    Codes: uscc_missing, uscc_length, uscc_letter, uscc_area, uscc_social_organisation, uscc_class, uscc_inner_check,
    uscc_check.
    """
    code = normalise_identifier(text)
    if not code:
        return [_error("uscc_missing", field, "缺少统一社会信用代码", "The credit code is missing")]
    if len(code) != 18:
        zh = f"统一社会信用代码应为 18 位，这里有 {len(code)} 位"
        return [_error("uscc_length", field, zh, f"A credit code has 18 characters, this one has {len(code)}")]
    strange = [(place, sign) for place, sign in enumerate(code, start=1) if sign not in _CREDIT_VALUE]
    if strange:
        return [_strange_letter(place, sign, field) for place, sign in strange]
    findings = []
    kind = code[:2]
    if kind not in ACCEPTED_CLASSES:
        findings.append(_refused_class(kind, field))
    if not code[2:8].isdigit():
        zh = "统一社会信用代码第 3 至 8 位应为登记机关区划代码（数字）"
        findings.append(_error("uscc_area", field, zh, "Characters 3 to 8 of a credit code are the digits of an area"))
    if organisation_check_digit(code[8:16]) != code[16]:
        zh = "统一社会信用代码第 17 位与第 9 至 16 位不符（组织机构代码校验位）"
        en = "Character 17 does not fit characters 9 to 16 (check digit of the organisation code)"
        findings.append(_error("uscc_inner_check", field, zh, en, _COPY_AGAIN))
    if credit_check_digit(code[:17]) != code[17]:
        zh = "统一社会信用代码最后一位校验不符"
        findings.append(
            _error("uscc_check", field, zh, "The last character of the credit code does not fit", _COPY_AGAIN)
        )
    return findings


_COPY_AGAIN = Label("请对照营业执照逐位核对", "Compare it with the business licence, character by character")


def _strange_letter(place: int, sign: str, field: str) -> Finding:
    cure = None
    if sign in _LOOKALIKE:
        meant = _LOOKALIKE[sign]
        cure = Label(
            f"是否应为 {meant}？请对照营业执照", f"Is it meant to be {meant}? Compare with the business licence"
        )
    zh = f"统一社会信用代码第 {place} 位不能是这个字符（不使用 I、O、S、V、Z，只有数字和大写字母）"
    en = f"Character {place} of a credit code cannot be this one (digits and capital letters without I, O, S, V, Z)"
    return _error("uscc_letter", field, zh, en, cure)


def _refused_class(kind: str, field: str) -> Finding:
    what = _REFUSED_CLASSES.get(kind, _OTHER_CLASS)
    code = "uscc_social_organisation" if kind[0] == "5" else "uscc_class"
    zh = f"本登记只收企业和个体工商户；这个代码属于{what.zh}"
    en = f"This register takes enterprises and individual businesses; this code is that of {what.en}"
    return _error(code, field, zh, en)


# --- 公民身份号码 -----------------------------------------------------------------------------------------------------

_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECK = "10X98765432"
_ID_SHAPE = re.compile(r"[0-9]{17}[0-9X]")
_SCIENTIFIC = re.compile(r"[0-9](\.[0-9]+)?E\+?[0-9]+|[0-9]{16,18}\.0")
# 居住证 of people from Hong Kong, Macao and Taiwan: areas in no county table.
RESIDENCE_PERMIT_AREAS = frozenset({"810000", "820000", "830000"})
# 劳动法 art. 15 forbids employing anybody under 16.
YOUNGEST = 16
# Proposals (X): above these ages a number is looked at again, or taken for a mistake.
UNUSUAL_AGE = 75
IMPOSSIBLE_AGE = 100


def id_check_digit(first17: str) -> str:
    """The 18th sign of GB 11643 (ISO 7064 MOD 11-2) for the first 17 digits."""
    return _ID_CHECK[sum(int(sign) * weight for sign, weight in zip(first17, _ID_WEIGHTS, strict=True)) % 11]


def id_birth_date(number: str) -> date:
    """The birth date inside an identity number. Raises ValueError when there is no such day."""
    return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))


def id_sex(number: str) -> Sex:
    """The sex stated by the 17th digit: odd is male."""
    return Sex.MALE if int(number[16]) % 2 else Sex.FEMALE


def id_area(number: str) -> str:
    """The six digits of the area that first issued the number (GB/T 2260, perhaps of a county that is no more)."""
    return number[:6]


def age_on(born: date, day: date) -> int:
    """Full years on a day; whoever was born on 29 February is a year older on 1 March."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def age_band(born: date, day: date) -> str:
    """The ten years an age lies in, as the public sees it: "40-49"."""
    decade = age_on(born, day) // 10 * 10
    return f"{decade}-{decade + 9}"


def check_id_number(
    text: str, *, today: date, known_areas: Container[str] | None = None, field: str = "id_number"
) -> list[Finding]:
    """What is wrong with a 公民身份号码 of a worker, on a day of Shanghai; no finding repeats a digit of it.

    Errors: id_missing, id_scientific, id_first_generation, id_length, id_characters, id_check, id_date, id_future,
    id_too_young, id_impossible_age. Warnings: id_unusual_age, and id_area when neither the area nor its province
    is in `known_areas` (former counties live on in the numbers, so an area never refuses one).
    """
    number = normalise_identifier(text)
    if _ID_SHAPE.fullmatch(number) is None:
        return [_id_misshapen(number, field)]
    findings = []
    if id_check_digit(number[:17]) != number[17]:
        zh, en = "身份证号校验位不符，至少有一位写错", "The last digit of the ID number does not fit: a digit is wrong"
        cure = Label("请对照身份证逐位核对", "Compare it with the card, digit by digit")
        findings.append(_error("id_check", field, zh, en, cure))
    findings += _id_birth_findings(number, today, field)
    area = number[:6]
    if (
        known_areas is not None
        and area not in known_areas
        and area not in RESIDENCE_PERMIT_AREAS
        and area[:2] + "0000" not in known_areas
    ):
        message = Label("身份证号前六位不是已知的区划", "The first six digits of the ID number are no known area")
        findings.append(Finding("id_area", message, field, level="warning"))
    return findings


def _id_misshapen(number: str, field: str) -> Finding:
    if not number:
        return _error("id_missing", field, "缺少身份证号", "The ID number is missing")
    if _SCIENTIFIC.fullmatch(number):
        cure = Label(
            "请把这一列设为“文本”格式，再按身份证重新填写", "Set the column to “text” and type the number again"
        )
        zh = "身份证号被存成了数字，末几位已经丢失"
        return _error(
            "id_scientific", field, zh, "The ID number was stored as a number; its last digits are lost", cure
        )
    if re.fullmatch(r"[0-9]{15}", number):
        zh = "15 位旧号已于 2013 年停用，请填写 18 位身份证号"
        en = "15-digit numbers ended with the old card in 2013; give the 18-digit number"
        return _error("id_first_generation", field, zh, en)
    if len(number) != 18:
        zh = f"身份证号应为 18 位，这里有 {len(number)} 位"
        return _error("id_length", field, zh, f"An ID number has 18 characters, this one has {len(number)}")
    zh = "身份证号前 17 位应为数字，最后一位为数字或 X"
    return _error("id_characters", field, zh, "An ID number has 17 digits and a last digit or X")


def _id_birth_findings(number: str, today: date, field: str) -> list[Finding]:
    try:
        born = id_birth_date(number)
    except ValueError:
        return [
            _error("id_date", field, "身份证号中的出生日期不存在", "The birth date in the ID number does not exist")
        ]
    if born > today:
        zh, en = "身份证号中的出生日期在将来", "The birth date in the ID number lies in the future"
        return [_error("id_future", field, zh, en)]
    age = age_on(born, today)
    if age < YOUNGEST:
        zh = f"身份证号显示未满 {YOUNGEST} 周岁，不得用工（劳动法第十五条）"
        en = f"The ID number says under {YOUNGEST}: employment is forbidden (Labour Law, article 15)"
        return [_error("id_too_young", field, zh, en)]
    if age > IMPOSSIBLE_AGE:
        zh = f"身份证号显示年龄超过 {IMPOSSIBLE_AGE} 岁，应有误"
        return [
            _error("id_impossible_age", field, zh, f"The ID number says older than {IMPOSSIBLE_AGE}: surely a mistake")
        ]
    if age > UNUSUAL_AGE:
        message = Label(f"年龄超过 {UNUSUAL_AGE} 岁，请确认", f"Older than {UNUSUAL_AGE}: please confirm")
        return [Finding("id_unusual_age", message, field, level="warning")]
    return []
