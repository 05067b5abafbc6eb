"""Words that promise a cure (R092). Saying that no treatment is included is not a promise."""

import re

_DENIED = re.compile(
    r"(?:不含|不包括|不包含|不涉及|不从事|不提供|不得|除|非|无)[^，,。；;、()（）]{0,8}?"
    r"(?:诊疗|医疗|治疗|诊断|手术|处方)[^，,。；;、()（）]{0,6}",
)
_CLAIM = re.compile(
    r"治疗|治愈|根治|医治|治病|包治|疗效|诊断|诊疗|确诊|处方|祛病|痊愈|药到病除|手到病除|立竿见影|医疗|"
    r"\b(?:cures?|cured|curative|heals?|diagnos\w*|medical treatment|prescriptions?)\b",
    re.IGNORECASE,
)


def medical_claims(text: str) -> list[str]:
    """The words in a text that claim diagnosis, treatment or cure, each once, in order."""
    return list(dict.fromkeys(match.group() for match in _CLAIM.finditer(_DENIED.sub("", text))))
