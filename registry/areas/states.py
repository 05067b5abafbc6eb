"""Levels of areas."""

from registry.core.labels import LabelledEnum


class Level(LabelledEnum):
    """How high an area stands. Counties without a city of their own stand directly under their province."""

    PROVINCE = "province", "省级", "Province"
    CITY = "city", "地级", "City"
    COUNTY = "county", "县级", "County or district"
