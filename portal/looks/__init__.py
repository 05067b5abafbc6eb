"""Finding people at the office, seeing whole numbers with a purpose, and who looked at whom."""

from flask import Blueprint

blueprint = Blueprint("looks", __name__)
