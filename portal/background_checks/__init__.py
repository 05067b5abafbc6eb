"""Background checks: asked for, entered, due again, and adverse ones decided by two people."""

from flask import Blueprint

blueprint = Blueprint("background_checks", __name__, cli_group="checks")
