"""A provider that answers by what it is given, always the same. docs/development/verification.md.

The two characters before the last one of the number decide (of a resident identity number the
last is its check digit, so that any outcome can be had with a number that is valid).
"""

import hashlib
from collections.abc import Mapping

from livecompliance.kernel.personal import normalise
from parties.providers.port import Question, Result, Setup, Unanswered

BY_NUMBER: Mapping[str, str] = {
    "91": "mismatch",
    "92": "not_found",
    "93": "deceased",  # of a business: revoked
    "94": "expired",
}
FAULTS: Mapping[str, str] = {
    "95": "unreachable",
    "96": "timeout",
    "97": "bad_signature",
    "98": "bad_answer",
}
MOBILE_OF_ANOTHER = "9999"  # its last four digits
TOKENS: Mapping[str, str] = {"live": "match", "replay": "not_live", "other": "mismatch"}


def ask(_setup: Setup, question: Question, _within_s: float) -> Result:
    """Answer at once.

    Raises:
        Unanswered: the number asks for a provider that fails.
    """
    said = (question.id, question.kind, question.name, question.number, question.mobile)
    request = hashlib.sha256("\n".join(said).encode()).hexdigest()
    code = normalise("document", question.number)[-3:-1]
    if code in FAULTS:
        raise Unanswered(FAULTS[code], request)
    outcome = _outcome(question, code)
    return Result(outcome, request, hashlib.sha256(outcome.encode()).hexdigest())


def _outcome(question: Question, code: str) -> str:
    if code in BY_NUMBER:
        found = BY_NUMBER[code]
        is_business = question.kind == "registration"
        return "revoked" if found == "deceased" and is_business else found
    if question.kind == "liveness":
        return TOKENS.get(question.token, "not_live")
    is_of_another = question.kind == "three_element" and question.mobile.endswith(MOBILE_OF_ANOTHER)
    return "mobile_mismatch" if is_of_another else "match"
