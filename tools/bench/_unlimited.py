"""Public pages that count nobody's requests."""

from livecompliance.public import middleware


class Unlimited(middleware.PublicPages):
    """Take the count away from the whole process; only benches name this class."""

    def __init__(self, get_response: middleware.Next) -> None:
        super().__init__(get_response)
        middleware.limits = _Nobody  # type: ignore[assignment,misc]


class _Nobody:
    @staticmethod
    def wait_s(_what: str, _who: str, _most: int) -> int:
        return 0
