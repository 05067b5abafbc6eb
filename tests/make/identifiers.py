"""Identifiers with right check digits, in area 99xxxx, which no county has."""

from datetime import date

from registry.core.identifiers import (
    Sex,
    credit_check_digit,
    id_check_digit,
    organisation_check_digit,
)


def id_number(*, born: date = date(1985, 6, 1), sex: Sex = Sex.FEMALE, serial: int = 1, area: str = "990102") -> str:
    """A valid identity number; `serial` 0 to 499 tells people of one birthday apart."""
    order = 2 * (serial % 500) + (1 if sex is Sex.MALE else 0)
    first = f"{area}{born:%Y%m%d}{order:03d}"
    return first + id_check_digit(first)


def credit_code(*, number: int = 1, kind: str = "91", area: str = "990101") -> str:
    """A valid credit code; `number` below 100,000,000 tells companies apart."""
    inner = f"{number:08d}"
    first = kind + area + inner + organisation_check_digit(inner)
    return first + credit_check_digit(first)
