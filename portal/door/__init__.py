"""The door check: is this the person, and in good standing today?"""
