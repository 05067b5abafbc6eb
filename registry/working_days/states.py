"""What a day may be, and why it counts or does not."""

from registry.core.labels import LabelledEnum


class DayKind(LabelledEnum):
    """A day that is not what its place in the week says."""

    HOLIDAY = "holiday", "放假", "Holiday"
    MAKE_UP = "make_up", "调休上班", "Make-up workday"


class StepKind(LabelledEnum):
    """Why a day counts towards a limit, or does not."""

    START = "start", "当天不计", "The day itself does not count"
    WORKING = "working", "工作日", "Working day"
    MAKE_UP = "make_up", "调休上班", "Make-up workday"
    WEEKEND = "weekend", "周末", "Weekend"
    HOLIDAY = "holiday", "放假", "Holiday"
    LAST = "last", "期限届满之日", "Last day of the limit"
    CLOCK = "clock", "按小时连续计算", "Hours run on without a break"


WORKING_STEPS = frozenset({StepKind.WORKING, StepKind.MAKE_UP})
EXCEPTION_STEPS = {DayKind.HOLIDAY: StepKind.HOLIDAY, DayKind.MAKE_UP: StepKind.MAKE_UP}
