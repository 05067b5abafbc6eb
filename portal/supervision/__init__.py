"""The desk of regulators: they see the own districts and decide nothing."""

from flask import Blueprint

blueprint = Blueprint("supervision", __name__)
