"""What has become of an index key."""

from registry.core.labels import LabelledEnum


class KeyState(LabelledEnum):
    """One key is in force; a retired one still finds what could not be indexed anew."""

    IN_FORCE = "in_force", "在用", "in force"
    RETIRED = "retired", "只用于查找", "for finding only"
