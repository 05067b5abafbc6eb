"""How often somebody may try a person's code. Known and unknown numbers are counted alike.

A number is counted together with the asker's network first, so that nobody can lock a person out from elsewhere; the
wide count of the number refills within a quarter of an hour. A code has 50 bits.
"""

from portal.limits import Allowed, Limits, RetryAfter, Rule

MINUTE = 60
QUARTER = 900

NUMBER_FROM_NETWORK = (5, QUARTER)
NUMBER = (40, QUARTER)
NETWORK = (40, QUARTER)
EVERYBODY = (300, MINUTE)


def count_code(limits: Limits, number_index: str, network: str) -> Allowed | RetryAfter:
    """Count one try of a code for a number (its blind index). Raises LimitsDown."""
    return limits.hit_all(
        [
            Rule(f"own-code:{number_index}:{network}", *NUMBER_FROM_NETWORK),
            Rule(f"own-code-all:{number_index}", *NUMBER),
            Rule(f"own-code-network:{network}", *NETWORK),
            Rule("own-code-everybody", *EVERYBODY),
        ]
    )
