"""What is written about looks: each before it is answered, and the day on which it is told."""

from portal.services.case import Case, case_of, case_set
from portal.services.issuer import Wish, issuer_end, issuer_enter
from portal.services.look import Asked, look_record, witness_of
from portal.services.match import Found, identity_match, number_checked, require_pace
from portal.services.outside import login_stands
from portal.services.unseal import looks_unseal

__all__ = [
    "Asked",
    "Case",
    "Found",
    "Wish",
    "case_of",
    "case_set",
    "identity_match",
    "issuer_end",
    "issuer_enter",
    "login_stands",
    "look_record",
    "looks_unseal",
    "number_checked",
    "require_pace",
    "witness_of",
]
