"""Phone numbers: a person's mobile, and the numbers a company answers."""

import re
import unicodedata

from registry.core.findings import Finding
from registry.core.identifiers import normalise_identifier
from registry.core.labels import Label

_COUNTRY = re.compile(r"(?:\+|00)86(?=1[0-9]{10}$)")
_MOBILE = re.compile(r"1[0-9]{10}")
_BRACKETS = str.maketrans("", "", "()（）")
# Landline with area code and perhaps an extension, 400 and 800 numbers, service numbers (95xxx, 96xxx, 12xxx).
_HOTLINE = re.compile(
    r"1[0-9]{10}|0[0-9]{2,3}[1-9][0-9]{6,7}|0[0-9]{2,3}0[0-9]{7}|[48]00[0-9]{7}|9[56][0-9]{3,6}|12[0-9]{3}"
)
_EXTENSION = re.compile(r"(?:转|EXT\.?|X|#|,)([0-9]{1,6})$")


def normalise_phone(text: str) -> str:
    """Digits only, without spaces, hyphens, brackets and the country code of a mobile."""
    return _COUNTRY.sub("", normalise_identifier(text).translate(_BRACKETS))


def check_phone(text: str, *, field: str = "phone") -> list[Finding]:
    """What is wrong with a person's phone: 11 digits that begin with 1. Codes: phone_missing, phone_format."""
    number = normalise_phone(text)
    if not number:
        return [Finding("phone_missing", Label("缺少手机号码", "The phone number is missing"), field)]
    if _MOBILE.fullmatch(number) is None:
        message = Label("手机号码应为 1 开头的 11 位数字", "A phone number has 11 digits and begins with 1")
        return [Finding("phone_format", message, field)]
    return []


def check_hotline(text: str, *, field: str = "hotline") -> list[Finding]:
    """What is wrong with a company's public number; an extension (转 123) may follow.

    Codes: hotline_missing, hotline_format.
    """
    number = _EXTENSION.sub("", normalise_phone(text))
    if not number:
        return [Finding("hotline_missing", Label("缺少服务热线", "The hotline is missing"), field)]
    if _HOTLINE.fullmatch(number) is None:
        message = Label(
            "电话应为带区号的固定电话、400/800 电话、95/96/12 短号或手机号码",
            "Give a landline with area code, a 400/800 number, a 95/96/12 short number or a mobile",
        )
        return [Finding("hotline_format", message, field)]
    return []


_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]{1,63}(?:\.[^@\s.]{1,63})+")


def normalise_email(text: str) -> str:
    """The address as it is compared: NFKC, without spaces, lower case."""
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


def check_email(text: str, *, field: str = "email") -> list[Finding]:
    """What is wrong with a mail address. Code: email_format."""
    if len(text) > 254 or _EMAIL.fullmatch(normalise_email(text)) is None:
        return [Finding("email_format", Label("邮箱地址不完整", "This is not a whole e-mail address"), field)]
    return []
