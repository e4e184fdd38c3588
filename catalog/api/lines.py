"""Reads a body of newline-delimited JSON line by line, as it arrives."""

from collections.abc import Iterator, Mapping
from typing import IO, Any

from rest_framework.parsers import BaseParser

ANY, LONGEST = "*/*", 4_000


class NdjsonParser(BaseParser):
    """Gives the lines of a body, none of them whole in memory when it is too long."""

    media_type = ANY

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        return lines_of(stream)


def lines_of(stream: IO[bytes]) -> Iterator[bytes]:
    """Yield lines; of one that is too long, its beginning, which no reader takes."""
    while line := stream.readline(LONGEST):
        head = line
        while line and not line.endswith(b"\n"):
            line = stream.readline(LONGEST)
        yield head
