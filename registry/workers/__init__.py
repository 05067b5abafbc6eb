"""The people who do the work: who they are, for whom they work, and the one question the door may ask about them."""
