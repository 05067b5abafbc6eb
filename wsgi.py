"""The application as a server or the command line finds it."""

from portal import create_app

app = create_app()
