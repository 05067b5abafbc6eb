"""Masking: one set of functions for every outlet, be it page, API, export, PDF or audit row."""

from datetime import date

from registry.core.contact_numbers import normalise_phone
from registry.core.identifiers import normalise_identifier
from registry.core.names import DOTS, clean_name, is_latin, letters_of, split_surname

STAR = "*"
_LONGEST_ECHO = 12


def mask_name(full_name: str) -> str:
    """张淑芬 to 张**, 欧阳娜 to 欧阳*, 张敏 to 张*; a name with a dot keeps its first character and the dots.

    Names in Latin letters keep their first letter and the spaces. A name of one character gets a star beside it, so
    that no mask is ever a whole name. Empty stays empty.
    """
    name = clean_name(full_name)
    letters = letters_of(name)
    if len(letters) < 2:
        return name + STAR * len(letters)
    if is_latin(name) or any(letter in DOTS for letter in letters[1:]):
        rest = "".join(each if each in DOTS or each.isspace() else STAR for each in letters[1:])
        return letters[0] + (rest if STAR in rest else rest + STAR)
    parts = split_surname(name)
    return parts.surname + STAR * len(letters_of(parts.given))


def mask_phone(phone: str) -> str:
    """The first three and last four of 11 digits: 138****1234. Other numbers keep at most their last two signs."""
    number = normalise_phone(phone)
    if len(number) == 11 and number.isdecimal():
        return number[:3] + STAR * 4 + number[-4:]
    return _tail(number, 2)


def mask_id_number(number: str) -> str:
    """Fourteen stars and the last four, for staff; what has not the length of an identity number shows nothing."""
    plain = normalise_identifier(number)
    return _tail(plain, 4) if len(plain) in (15, 18) else STAR * len(plain)


def mask_email(address: str) -> str:
    """The first letter and the domain: z***@example.com, always three stars."""
    local, at, domain = address.strip().rpartition("@")
    return f"{local[:1]}{STAR * 3}@{domain}" if at and local else STAR * 3


def mask_permit_number(number: str) -> str:
    """The last four of a permit number or card code."""
    return _tail(normalise_identifier(number), 4)


def mask_birth_date(born: date) -> str:
    """The year only: 1983-**-**."""
    return f"{born.year:04d}-**-**"


def mask_cell(text: str) -> str:
    """An unknown cell of a file, quoted in a finding: its first sign and stars, twelve at most."""
    letters = letters_of(clean_name(text))
    return "".join(letters[:1]) + STAR * min(len(letters) - 1, _LONGEST_ECHO - 1) if letters else ""


def _tail(text: str, shown: int) -> str:
    """All stars but the last `shown`; all stars where that would leave less than half hidden."""
    return STAR * len(text) if len(text) < 2 * shown else STAR * (len(text) - shown) + text[-shown:]
