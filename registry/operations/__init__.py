"""Keeping the register itself: backups and drills, verification, maintenance notices, security reviews."""
