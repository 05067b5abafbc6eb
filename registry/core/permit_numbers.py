"""Permit numbers, card codes and card tokens: their shapes, and new ones that cannot be guessed.

A permit number stays with a person for life and is never enough by itself: surname or card is always needed. Imported
numbers may be sequential; those issued here are two letters and 15 random digits (10^15: with 200,000 permits one guess
in five thousand million hits one). A card code is 16 random digits, a card token 128 random bits in its QR code.
The shapes exclude one another, the phone, the identity number and the credit code.
"""

import re
import secrets

from registry.core.findings import Finding
from registry.core.identifiers import normalise_identifier
from registry.core.labels import Label

ISSUED_PREFIX = "ZM"
_ISSUED_DIGITS = 15
_CARD_DIGITS = 16
_LETTERED = re.compile(r"(?=(?:[A-Z]*[0-9]){6})[A-Z][A-Z0-9]{6,19}")
_DIGITS = re.compile(r"(?!(?:86)?1[0-9]{10}$)[1-9][0-9]{7,14}")
_CARD_CODE = re.compile(rf"[1-9][0-9]{{{_CARD_DIGITS - 1}}}")
_CARD_TOKEN = re.compile(r"[A-Za-z0-9_-]{22}")


def normalise_permit_number(text: str) -> str:
    """The form in which permit numbers are stored and compared."""
    return normalise_identifier(text)


def looks_like_permit_number(text: str) -> bool:
    """Whether a text has the shape of a permit number, known or not: a letter first and at least six digits among
    7 to 20 signs, or 8 to 15 digits that are no phone number, with its 86 or without."""
    number = normalise_identifier(text)
    return _DIGITS.fullmatch(number) is not None or _LETTERED.fullmatch(number) is not None


def check_permit_number(text: str, *, field: str = "permit_number") -> list[Finding]:
    """What is wrong with an imported permit number. Codes: permit_missing, permit_format."""
    if not normalise_identifier(text):
        return [Finding("permit_missing", Label("缺少上门服务证号", "The permit number is missing"), field)]
    if not looks_like_permit_number(text):
        message = Label(
            "上门服务证号应为字母开头、至少含 6 位数字的 7 至 20 位字母数字，或 8 至 15 位数字（不能是手机号码）",
            "A permit number is a letter followed by letters and at least six digits (7 to 20 signs), "
            "or 8 to 15 digits that are no phone number",
        )
        return [Finding("permit_format", message, field)]
    return []


def new_permit_number() -> str:
    """A permit number nobody can guess, as stored: "ZM" and 15 digits."""
    return f"{ISSUED_PREFIX}{secrets.randbelow(10**_ISSUED_DIGITS):0{_ISSUED_DIGITS}d}"


def spaced_permit_number(number: str) -> str:
    """A number issued here in groups, as printed on a card: "ZM 48219 03755 62177"; others unchanged."""
    if len(number) != len(ISSUED_PREFIX) + _ISSUED_DIGITS or not number.startswith(ISSUED_PREFIX):
        return number
    digits = number[len(ISSUED_PREFIX) :]
    return " ".join([ISSUED_PREFIX, *(digits[at : at + 5] for at in range(0, _ISSUED_DIGITS, 5))])


def normalise_card_code(text: str) -> str:
    """The form in which card codes are compared."""
    return normalise_identifier(text)


def looks_like_card_code(text: str) -> bool:
    """Whether a text has the shape of the code printed on a card: 16 digits."""
    return _CARD_CODE.fullmatch(normalise_identifier(text)) is not None


def new_card_code() -> str:
    """The code typed where a card's QR cannot be scanned: 16 digits, the first not 0 (about 53 bits)."""
    first = 10 ** (_CARD_DIGITS - 1)
    return str(first + secrets.randbelow(9 * first))


def spaced_card_code(code: str) -> str:
    """A card code in groups of four, as printed."""
    return " ".join(code[at : at + 4] for at in range(0, len(code), 4))


def new_card_token() -> str:
    """The secret in a card's QR code: 128 random bits in 22 URL-safe signs."""
    return secrets.token_urlsafe(16)


def looks_like_card_token(text: str) -> bool:
    """Whether a text has the shape of a card token; case matters, nothing is normalised."""
    return _CARD_TOKEN.fullmatch(text) is not None
