"""How the installation fares, and what is said about it: for those who keep it."""

from flask import Blueprint

blueprint = Blueprint("operations", __name__)
