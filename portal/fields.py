"""Fields of forms that several features share."""

from flask_babel import gettext
from wtforms import DateField


class DayField(DateField):
    """A day, refused in our own words."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read 2026-11-21. Raises ValueError."""
        try:
            super().process_formdata(valuelist)
        except ValueError as problem:
            raise ValueError(gettext("日期请写成 2026-11-21 的样子")) from problem
