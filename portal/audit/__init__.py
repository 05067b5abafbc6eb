"""The private trace: its commands and its reader."""

from flask import Blueprint

blueprint = Blueprint("audit", __name__, cli_group="audit")
