"""Who may be hired: companies, what they offer, who answers for them, and which company they were before."""
