"""The calendar of working days: read, edited, loaded."""

from flask import Blueprint

blueprint = Blueprint("working_days", __name__, cli_group="working-days")
