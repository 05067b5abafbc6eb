"""Whose file it is, at the office: another identity number, two files of one person, one file of two."""

from flask import Blueprint

blueprint = Blueprint("persons", __name__)
