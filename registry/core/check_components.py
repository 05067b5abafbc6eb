"""The components of a background check: what they are, how long they hold, whether the public sees them."""

from dataclasses import dataclass
from functools import cache

from registry.core.labels import Label, LabelledEnum
from registry.core.tables import core_table


class ValidityKind(LabelledEnum):
    """What ends the validity of a check."""

    DAYS = "days", "自核查之日起若干天", "A number of days from the check"
    DOCUMENT = "document", "以证件或保单所载日期为准", "The date stated on the document"
    NONE = "none", "长期", "No end"


@dataclass(frozen=True, slots=True)
class CheckComponent:
    """One component. `validity_days` counts from the day of the check and is None unless the kind is DAYS.

    `public` says whether it may enter the public face at all; what is shown of it is a date and a tick, never details.
    """

    code: str
    label: Label
    identifier: str
    full_zh: str
    source_of_truth: str
    applies_to: str
    validity: ValidityKind
    validity_days: int | None
    public: bool


@cache
def check_components() -> dict[str, CheckComponent]:
    """{code: component} for BC1 to BC12."""
    return {
        row["code"]: CheckComponent(
            code=row["code"],
            label=Label(row["zh"], row["en"]),
            identifier=row["en_identifier"],
            full_zh=row["full_zh"],
            source_of_truth=row["source_of_truth"],
            applies_to=row["applies_to"],
            validity=ValidityKind(row["validity_kind"]),
            validity_days=int(row["validity_days"]) if row["validity_days"] else None,
            public=row["public"] == "Y",
        )
        for row in core_table("background_checks")
    }
