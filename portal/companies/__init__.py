"""Companies: their pages, their JSON, and the commands of the register's keeper.

Pages and commands share this one blueprint: `flask companies …` hangs on `blueprint.cli`.
"""

from flask import Blueprint

blueprint = Blueprint("companies", __name__)
