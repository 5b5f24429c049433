"""What went wrong where the user, not the developer, can mend it."""

from __future__ import annotations


class UserError(Exception):
    """An error that the user can mend; whoever talks to the user words it.

    Parameters
    ----------
    code : str
        Key of the message in section ``errors`` of the strings of each language.
    **params : object
        What the message names: a path, a limit, a field.

    Examples
    --------
    >>> error = UserError("missing_file", path="bai.txt")
    >>> error.code, error.params
    ('missing_file', {'path': 'bai.txt'})
    """

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params

    def __str__(self) -> str:
        return ": ".join([self.code, ", ".join(f"{k}={v}" for k, v in self.params.items())]).rstrip(": ")

    def __reduce__(self) -> tuple[object, ...]:
        return (_restore, (self.code, self.params))


def _restore(code: str, params: dict[str, object]) -> UserError:
    """Unpickle: an error crosses process borders when many articles are analysed at once."""
    return UserError(code, **params)
