"""How often a typed question may be asked. A QR code is never counted: it cannot be guessed.

A number is counted together with the asker's network first, so that nobody can lock a number for the family at
another door by asking wrongly; the wider ceilings keep a spread-out guesser slow.
"""

from collections.abc import Iterable

from portal.limits import Allowed, Limits, RetryAfter, Rule

TEN_MINUTES = 600
DAY = 86_400

NUMBER_FROM_NETWORK = (8, TEN_MINUTES)
NUMBER_FROM_NETWORK_A_DAY = (20, DAY)
NUMBER_A_DAY = (60, DAY)
NETWORK = (60, TEN_MINUTES)
NETWORK_A_DAY = (600, DAY)
EVERYBODY = (1200, 60)


def count(limits: Limits, subjects: Iterable[str], network: str) -> Allowed | RetryAfter:
    """Count one question per subject (a blind index, never the number itself). Raises LimitsDown.

    Stops at the first refusal. Existing and invented numbers are counted alike.
    """
    answer: Allowed | RetryAfter = Allowed()
    for subject in subjects:
        answer = limits.hit_all(
            [
                Rule(f"number:{subject}:{network}", *NUMBER_FROM_NETWORK),
                Rule(f"number-day:{subject}:{network}", *NUMBER_FROM_NETWORK_A_DAY),
                Rule(f"number-all:{subject}", *NUMBER_A_DAY),
                Rule(f"network:{network}", *NETWORK),
                Rule(f"network-day:{network}", *NETWORK_A_DAY),
                Rule("everybody", *EVERYBODY),
            ]
        )
        if isinstance(answer, RetryAfter):
            break
    return answer
