"""How often somebody may try to get in (safety T25). No count can lock a victim out for longer than its minutes.

A wrong password is counted for the address together with the guesser's network first; the count of the address from
everywhere is wide and refills within a quarter of an hour.
"""

from portal.limits import Allowed, Limits, RetryAfter, Rule

MINUTE = 60
QUARTER = 900

ADDRESS_FROM_NETWORK = (5, MINUTE)
ADDRESS = (50, QUARTER)
NETWORK = (60, QUARTER)
EVERYBODY = (600, MINUTE)
LETTERS = (3, 3600)
CODES = (5, MINUTE)
CODES_QUARTER = (15, QUARTER)


def count_password(limits: Limits, address_index: str, network: str) -> Allowed | RetryAfter:
    """Count one try of a password before it is hashed. Raises LimitsDown."""
    return limits.hit_all(
        [
            Rule(f"sign-in:{address_index}:{network}", *ADDRESS_FROM_NETWORK),
            Rule(f"sign-in-all:{address_index}", *ADDRESS),
            Rule(f"sign-in-network:{network}", *NETWORK),
            Rule("sign-in-everybody", *EVERYBODY),
        ]
    )


def count_code(limits: Limits, account_ref: str) -> Allowed | RetryAfter:
    """Count one try of a one-time code of somebody whose password was right. Raises LimitsDown."""
    return limits.hit_all([Rule(f"code:{account_ref}", *CODES), Rule(f"code-all:{account_ref}", *CODES_QUARTER)])


def count_letter(limits: Limits, address_index: str, network: str) -> Allowed | RetryAfter:
    """Count one request for a mailed link. Raises LimitsDown."""
    return limits.hit_all([Rule(f"letter:{address_index}", *LETTERS), Rule(f"letter-network:{network}", *NETWORK)])
