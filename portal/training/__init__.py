"""Training: the catalogue, sessions held, results entered, and what a quarter still owes."""

from flask import Blueprint

blueprint = Blueprint("training", __name__)
