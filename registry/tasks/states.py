"""The life of a job."""

from registry.core.labels import LabelledEnum


class JobState(LabelledEnum):
    """Where a job stands. BEGUN: an effect outside this register may have happened; nobody repeats it by machine."""

    QUEUED = "queued", "等待", "Waiting"
    LEASED = "leased", "进行中", "At work"
    BEGUN = "begun", "发送中", "Being sent"
    DOUBTFUL = "doubtful", "结果不明", "Outcome unknown"
    DONE = "done", "完成", "Done"
    DEAD = "dead", "已停止", "Given up"


HELD = frozenset({JobState.LEASED, JobState.BEGUN})
# What waits for a person: the machine gave up, or cannot know whether it happened.
FOR_A_PERSON = frozenset({JobState.DEAD, JobState.DOUBTFUL})
UNFINISHED = frozenset({JobState.QUEUED, *HELD, *FOR_A_PERSON})
