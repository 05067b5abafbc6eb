"""Results as they are pasted: a permit number, a word for what came of it, a score if there was an exam."""

from collections.abc import Callable, Sequence

from flask_babel import gettext
from wtforms import Field

from portal.pasting import LONGEST, Line
from registry.training.rules import NewRecord
from registry.training.states import Result

# Whatever the two desks may write, in both languages; the first of each is what the page's hint says.
WORDS = {
    "合格": Result.PASSED, "通过": Result.PASSED, "passed": Result.PASSED,
    "不合格": Result.FAILED, "未通过": Result.FAILED, "failed": Result.FAILED,
    "缺考": Result.EXAM_MISSED, "missed": Result.EXAM_MISSED,
    "参加": Result.ATTENDED, "已参加": Result.ATTENDED, "attended": Result.ATTENDED,
    "缺席": Result.ABSENT, "absent": Result.ABSENT,
    "请假": Result.EXCUSED, "已请假": Result.EXCUSED, "excused": Result.EXCUSED,
}  # fmt: skip


def records_of(lines: Sequence[Line], examiner: str, field: Field) -> list[NewRecord]:
    """The records of pasted lines; what cannot be read is told by line number on the field, and nothing is returned."""
    records = []
    wrong: list[str] = []
    for line in lines:
        record = _record(line, examiner)
        if record is None:
            wrong.append(str(line.number))
        else:
            records.append(record)
    if wrong:
        field.errors = [gettext("第 %(lines)s 行看不懂，或证号没有找到", lines="、".join(wrong[:20]))]
        return []
    if not records:
        field.errors = [gettext("名单是空的")]
    return records


def read_lines(read: Callable[[], Sequence[Line]], field: Field) -> Sequence[Line]:
    """The pasted lines, or none with words on the field when there are too many."""
    try:
        return read()
    except ValueError:
        field.errors = [gettext("一次最多 %(n)s 行", n=LONGEST)]
        return []


def _record(line: Line, examiner: str) -> NewRecord | None:
    if line.worker_ref is None or not line.words:
        return None
    result = WORDS.get(line.words[0].lower())
    if result is None:
        return None
    passed = {Result.PASSED: True, Result.FAILED: False}.get(result)
    rest = line.words[1:]
    score = int(rest[0]) if rest and rest[0].isdecimal() and len(rest[0]) <= 3 and passed is not None else None
    if rest and score is None and result is not Result.EXCUSED:
        return None
    excused = (" ".join(rest) or line.words[0]) if result is Result.EXCUSED else ""
    came = result in (Result.PASSED, Result.FAILED, Result.ATTENDED, Result.EXAM_MISSED)
    return NewRecord(line.worker_ref, came, passed, score, examiner if passed is not None else "", excused)
