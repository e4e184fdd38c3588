"""How old somebody must be, and until when somebody else must agree."""

from datetime import date

from livecompliance.kernel.law_types import Clause
from parties.rules import documents


def is_too_young(born: date, on: date, clause: Clause) -> bool:
    """Tell whether somebody may not yet market or operate.

    Law: M-age
    """
    return documents.age_on(born, on) < clause.number("minimum_age")


def minor_until(born: date, on: date, clause: Clause) -> date | None:
    """Return the birthday up to which a guardian must agree; None for who needs nobody's consent.

    Law: M-age
    """
    grown = documents.turns(born, clause.number("guardian_consent_below"))
    return grown if on < grown else None
