"""What can happen to parties: they come, prove who they are, change, are barred, leave."""

from parties.services.bar import Source, bar_lift, bar_place, bars_on, bars_standing
from parties.services.credential import (
    PROFESSIONS,
    CredentialDecided,
    Licence,
    credential_decide,
    credential_give,
)
from parties.services.document import (
    Barred,
    DocumentFaulty,
    DocumentTaken,
    Given,
    TooYoung,
    document_give,
)
from parties.services.function import (
    FunctionNotReady,
    FunctionState,
    condition_register,
    function_cancel,
    function_open,
    function_resume,
    function_suspend,
    missing,
)
from parties.services.party import (
    Newcomer,
    Particulars,
    PartyClosed,
    PartyExists,
    party_admit,
    party_change,
    party_close,
    party_register,
    party_role_add,
)
from parties.services.tie import tie_end, tie_make

__all__ = [
    "PROFESSIONS",
    "Barred",
    "CredentialDecided",
    "DocumentFaulty",
    "DocumentTaken",
    "FunctionNotReady",
    "FunctionState",
    "Given",
    "Licence",
    "Newcomer",
    "Particulars",
    "PartyClosed",
    "PartyExists",
    "Source",
    "TooYoung",
    "bar_lift",
    "bar_place",
    "bars_on",
    "bars_standing",
    "condition_register",
    "credential_decide",
    "credential_give",
    "document_give",
    "function_cancel",
    "function_open",
    "function_resume",
    "function_suspend",
    "missing",
    "party_admit",
    "party_change",
    "party_close",
    "party_register",
    "party_role_add",
    "tie_end",
    "tie_make",
]
