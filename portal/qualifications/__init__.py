"""Certificates, credits and the file of a person: what is there, what is missing, who has verified it."""

from flask import Blueprint

blueprint = Blueprint("qualifications", __name__, cli_group="credits")
