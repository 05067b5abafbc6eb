"""What somebody typed at the door: one box for the number (or the code on the card), one for the surname."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext

from registry.core.crypto import KeyRing, Purpose
from registry.core.identifiers import normalise_identifier
from registry.core.permit_numbers import looks_like_card_code

LONGEST = 40  # characters; no number, code or surname is longer

# Identity numbers and mobiles: no permit has their shape.
_PERSONAL = re.compile(r"[0-9]{17}[0-9X]|\+?(?:00)?(?:86)?1[0-9]{10}")


@dataclass(frozen=True, slots=True)
class Question:
    """A typed question. `number` is a permit number, or the 16-digit code of a card, which needs no surname."""

    number: str = ""
    surname: str = ""

    @property
    def by_code(self) -> bool:
        """Whether the first box holds a card's code."""
        return looks_like_card_code(self.number)

    @property
    def empty(self) -> bool:
        """Whether nothing was typed at all."""
        return not self.number and not self.surname

    def subject(self, keyring: KeyRing) -> str:
        """The blind index that this question is counted and looked up under."""
        return keyring.blind_index(Purpose.CARD_CODE if self.by_code else Purpose.PERMIT_NUMBER, self.number)

    def errors(self) -> dict[str, str]:
        """{field: what is missing or too long}, in the page's language; empty when the question can be asked."""
        found = {}
        if not self.number:
            found["number"] = gettext("请填写证件号，或卡上的16位查询码")
        elif len(self.number) > LONGEST:
            found["number"] = gettext("证件号太长，请核对后再填")
        elif _PERSONAL.fullmatch(normalise_identifier(self.number)):
            found["number"] = gettext("这里不按身份证号或电话号码查询，请填上门服务证号，或卡上的16位查询码")
        if not self.by_code:
            if not self.surname:
                found["surname"] = gettext("请填写姓氏（只填姓，不填名）")
            elif len(self.surname) > LONGEST:
                found["surname"] = gettext("姓氏太长，请只填姓")
        return found


def typed(form: Mapping[str, str]) -> Question:
    """The question in a submitted form."""
    return Question(form.get("number", "").strip(), form.get("surname", "").strip())


def typed_many(numbers: list[str], surnames: list[str], most: int) -> list[Question]:
    """Up to `most` questions from repeated fields, in their rows; rows left empty stay in their place."""
    rows = [
        Question(
            numbers[row].strip() if row < len(numbers) else "",
            surnames[row].strip() if row < len(surnames) else "",
        )
        for row in range(most)
    ]
    return rows
