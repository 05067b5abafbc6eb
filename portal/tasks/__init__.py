"""The queue and the mail, for those who keep them going."""

from flask import Blueprint

blueprint = Blueprint("tasks", __name__)
