"""Numbers and names of people and companies that cannot be: identity numbers of area 99xxxx, phones that begin with
100, credit codes of area 9901xx. Check digits are right, so that every rule applies to them."""

from collections.abc import Callable
from datetime import date, timedelta
from random import Random

from portal.demo import material
from registry.core.identifiers import Sex, credit_check_digit, id_check_digit, organisation_check_digit

# Area 990102 belongs to the sample rosters: a roster imported into the demonstration meets nobody by accident.
ID_AREAS = ("990101", "990103", "990104", "990105", "990106")


class Identities:
    """Deals out identities, each once, the same ones for the same seed."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._ids: set[str] = set()
        self._phones: set[str] = set()
        self._permits: set[str] = set()
        self._names: set[str] = set()
        self._companies = 0

    def id_number(self, born: date, sex: Sex) -> str:
        """A new identity number with right check digit."""
        while True:
            order = 2 * self._random.randrange(500) + (1 if sex is Sex.MALE else 0)
            first = f"{self._random.choice(ID_AREAS)}{born:%Y%m%d}{order:03d}"
            number = first + id_check_digit(first)
            if number not in self._ids:
                self._ids.add(number)
                return number

    def phone(self) -> str:
        """A new mobile number of a prefix that no operator issues."""
        return self._fresh(self._phones, lambda: f"100{self._random.randrange(10**8):08d}")

    def permit_number(self, *, issued_here: bool) -> str:
        """A new permit number: of the shape issued here, or as an association numbered them before."""
        if issued_here:
            return self._fresh(self._permits, lambda: f"ZM{self._random.randrange(10**15):015d}")
        return self._fresh(self._permits, lambda: f"YD{self._random.randrange(10**8, 8 * 10**8):09d}")

    def credit_code(self, *, sole: bool, district: str) -> str:
        """A new credit code of an enterprise or an individual business."""
        self._companies += 1
        inner = f"MA{self._companies * 7919 % 1_000_000:06d}"
        first = f"{'92' if sole else '91'}{district}{inner}{organisation_check_digit(inner)}"
        return first + credit_check_digit(first)

    def landline(self) -> str:
        """A service number of the demonstration's exchange."""
        return self._fresh(self._phones, lambda: f"010-000{self._random.randrange(2000, 100_000):05d}")

    def take_name(self, name: str) -> bool:
        """Whether a company name was still free; it is taken now."""
        if name in self._names:
            return False
        self._names.add(name)
        return True

    def company_name(self, district: str, brand: str, ends: tuple[str, ...]) -> str:
        """A new company name in the manner of the association's lists."""
        for middle in (self._random.choice(material.MIDDLES), *material.MIDDLES[2:], "新城", "惠民", "便民", "乐享"):
            for end in self._random.sample(ends, len(ends)):
                name = f"{material.CITY}{district}{brand}{middle}{end}"
                if self.take_name(name):
                    return name
        raise RuntimeError("no company name is left")

    def person_name(self, sex: Sex) -> str:
        """A name; a few have compound surnames, rare letters or a dot."""
        random = self._random
        given = material.GIVEN_FEMALE if sex is Sex.FEMALE else material.GIVEN_MALE
        surname = random.choice(material.SURNAMES)
        if random.random() < 0.012:
            surname = random.choice(material.COMPOUND_SURNAMES)
        letters = [random.choice(given) for _ in range(1 if random.random() < 0.12 else 2)]
        if random.random() < 0.008:
            letters[-1] = random.choice(material.RARE_LETTERS)
        return surname + "".join(letters)

    def birthday(self, youngest: int, oldest: int, today: date) -> date:
        """A birthday that makes somebody between so many years old on a day."""
        return today - timedelta(days=self._random.randrange(youngest * 366, oldest * 365))

    def _fresh(self, taken: set[str], make: Callable[[], str]) -> str:
        while True:
            found = make()
            if found not in taken:
                taken.add(found)
                return found
