"""Lists as companies and associations really send them, turned into verbs of earlier slices. No public face is here."""
