"""Closed sets of the worker register. How far a person has come (registered to eligible) is derived, never stored."""

from registry.core.labels import LabelledEnum


class Sex(LabelledEnum):
    """As the ID number says."""

    FEMALE = "female", "女", "Female"
    MALE = "male", "男", "Male"
