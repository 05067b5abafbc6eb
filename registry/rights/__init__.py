"""What people may ask about their own data, each with its clock; and how long anything is kept."""
