"""What becomes of checks that were made with a number that was wrong."""

from registry.core.labels import LabelledEnum


class ChecksMade(LabelledEnum):
    """Under which number the background checks on file were asked."""

    RIGHT = "right", "是用正确号码做的，继续有效", "Made with the right number: they stand"
    WRONG = "wrong", "是用错误号码做的，作废后重做", "Made with the wrong number: struck out, to be made again"
