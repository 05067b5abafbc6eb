"""Requests about personal data and objections at the office; how long data is kept."""

from flask import Blueprint

blueprint = Blueprint("rights", __name__)
