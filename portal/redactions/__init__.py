"""Erasing from the public record, at the office."""

from flask import Blueprint

blueprint = Blueprint("redactions", __name__)
