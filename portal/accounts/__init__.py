"""Accounts: the way in, the own account, and the keeping of accounts."""

from flask import Blueprint

blueprint = Blueprint("accounts", __name__)
