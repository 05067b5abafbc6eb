"""Searching the register: results, services, their JSON and CSV twins, and the index from the command line."""

from flask import Blueprint

blueprint = Blueprint("search", __name__)
