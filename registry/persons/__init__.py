"""Whose file it is: correcting an identity number, joining two files of one person, splitting one of two persons."""
