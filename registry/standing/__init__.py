"""What a permit, its checks and its tie to a company amount to, on a given day: pure rules over public faces."""
