"""How a company stands in the audit trace: persons masked, everything else as it is public anyway."""

from collections.abc import Mapping
from typing import Any

from registry.core.masking import mask_name


def masked(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Stored fields of a company with the names of persons masked."""
    shown = dict(fields)
    if shown.get("legal_representative"):
        shown["legal_representative"] = mask_name(shown["legal_representative"])
    if shown.get("responsible_roles"):
        shown["responsible_roles"] = [
            {**person, "name": mask_name(person["name"]) if person["name"] else None}
            for person in shown["responsible_roles"]
        ]
    return shown
