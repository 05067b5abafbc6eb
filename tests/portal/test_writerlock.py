"""The writers' lock: one holder, a kind word after the wait, nothing left behind by those who gave up."""

import threading
import time
from pathlib import Path

import pytest

from portal.writerlock import writer_lock
from registry.core.errors import Busy


def test_a_second_writer_is_told_kindly_after_its_wait(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with writer_lock(path, 1), pytest.raises(Busy) as caught, writer_lock(path, 0.05):
        raise AssertionError("two writers at once")
    assert "没有丢失" in caught.value.message.zh
    with writer_lock(path, 0.5):
        pass


def test_one_that_gave_up_does_not_keep_the_lock(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with writer_lock(path, 1):
        for _ in range(3):
            with pytest.raises(Busy), writer_lock(path, 0.01):
                raise AssertionError("two writers at once")
    time.sleep(0.05)
    with writer_lock(path, 0.5):
        pass


def test_a_waiting_writer_gets_the_lock_when_it_is_free(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    order: list[str] = []

    def second() -> None:
        with writer_lock(path, 5):
            order.append("second")

    with writer_lock(path, 1):
        thread = threading.Thread(target=second)
        thread.start()
        time.sleep(0.05)
        order.append("first")
    thread.join(5)
    assert order == ["first", "second"]
