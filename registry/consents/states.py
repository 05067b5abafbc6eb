"""What a person may consent to, and by which way the word came."""

from registry.core.labels import LabelledEnum


class Scope(LabelledEnum):
    """What may be shown. `checks` is a consent of its own because the data is sensitive (PIPL 28, 29)."""

    LISTING = "listing", "公示本人信息", "Being listed"
    CHECKS = "checks", "公示各项核查", "Showing each check"
    PHOTO = "photo", "公示照片", "Showing the photo"
    RATINGS = "ratings", "公示评价", "Showing ratings"
    COUNTS = "counts", "公示投诉计数", "Showing complaint counts"


class Channel(LabelledEnum):
    """How the word reached the association."""

    PAPER = "paper", "本人签署的纸质同意书", "Paper form signed by the person"
    IN_PERSON = "in_person", "本人到场", "In person"
    ONLINE = "online", "本人在线确认", "Online, by the person"
    TELEPHONE = "telephone", "本人电话", "Telephone, by the person"
    ROSTER = "roster", "企业名册转报", "Passed on by the employer's roster"


OWN_ACT = frozenset({Channel.PAPER, Channel.IN_PERSON, Channel.ONLINE, Channel.TELEPHONE})
# A spoken word is enough to take a consent back, never to give one.
GIVING = frozenset({Channel.PAPER, Channel.IN_PERSON, Channel.ONLINE, Channel.ROSTER})
EMPLOYER_MAY_PASS_ON = frozenset({Scope.LISTING})
