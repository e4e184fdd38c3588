"""Cells of tables that leave the house: no spreadsheet may take one for a formula."""

import re

# Also after blanks, which some programs drop, and as the wide forms of Chinese input methods.
FORMULA = re.compile(r"'*\s*[=+\-@＝＋－＠]|'*[\t\r\n]")
QUOTED = re.compile(r"'+\s*[=+\-@＝＋－＠]|'+[\t\r\n]")


def neutral(text: str) -> str:
    """Return a cell that is shown as it is and never computed."""
    return f"'{text}" if FORMULA.match(text) else text


def original(text: str) -> str:
    """Return what `neutral` was given."""
    return text[1:] if QUOTED.match(text) else text
