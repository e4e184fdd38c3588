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
    function_act,
    function_cancel,
    function_open,
    function_resume,
    function_suspend,
    missing,
)
from parties.services.judgement import verification_judge
from parties.services.liveness import ConsentMissing, liveness_confirm, liveness_start
from parties.services.party import (
    Newcomer,
    Particulars,
    PartyExists,
    party_admit,
    party_change,
    party_close,
    party_register,
    party_role_add,
)
from parties.services.provider import provider_set, secret_of
from parties.services.sealing import masked
from parties.services.standing import PartyClosed
from parties.services.tie import tie_end, tie_make
from parties.services.verification import (
    AlreadyUsed,
    DocumentMissing,
    TooManyVerifications,
    verification_ask,
    verification_begin,
    verifications_sweep,
    verifications_use,
)

__all__ = [
    "PROFESSIONS",
    "AlreadyUsed",
    "Barred",
    "ConsentMissing",
    "CredentialDecided",
    "DocumentFaulty",
    "DocumentMissing",
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
    "TooManyVerifications",
    "TooYoung",
    "bar_lift",
    "bar_place",
    "bars_on",
    "bars_standing",
    "condition_register",
    "credential_decide",
    "credential_give",
    "document_give",
    "function_act",
    "function_cancel",
    "function_open",
    "function_resume",
    "function_suspend",
    "liveness_confirm",
    "liveness_start",
    "masked",
    "missing",
    "party_admit",
    "party_change",
    "party_close",
    "party_register",
    "party_role_add",
    "provider_set",
    "secret_of",
    "tie_end",
    "tie_make",
    "verification_ask",
    "verification_begin",
    "verification_judge",
    "verifications_sweep",
    "verifications_use",
]
