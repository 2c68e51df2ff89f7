"""The exception of a job that cannot be done as asked."""


class Refusal(Exception):
    """It cannot be done so; nothing was written. `str()` is the sentence that says what to do.

    `code` names the reason for code, `field` where it was filled in, or "". Each job has a kind of
    its own, which names its codes.
    """

    def __init__(self, sentence: str, code: str, field: str = "") -> None:
        super().__init__(sentence)
        self.code = code
        self.field = field
