"""What can happen to parties: they come, prove who they are, change, are barred, leave."""

from parties.services import reading as _reading  # noqa: F401  (it registers itself)
from parties.services.bar import Source, bar_lift, bar_place, bars_on, bars_standing
from parties.services.consent import (
    ConsentMissing,
    Giver,
    TextChanged,
    consent_file,
    consent_give,
    consent_revoke,
    consent_withdraw,
    consents_standing,
)
from parties.services.correction import party_correct, streamer_register
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
from parties.services.erasure import OnHold
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
from parties.services.guardian import (
    AskGone,
    Guardian,
    NotMinor,
    Offered,
    Standing,
    guardian_answer,
    guardian_ask,
    guardian_look,
    guardian_revoke,
)
from parties.services.judgement import verification_judge
from parties.services.liveness import liveness_confirm, liveness_start
from parties.services.lookup import parties_find
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
from parties.services.request import (
    RequestEnded,
    data_request_carry_out,
    data_request_open,
    data_request_refuse,
    erasures_sweep,
    party_export,
)
from parties.services.roll import KIND as ROLL
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
    "ROLL",
    "AlreadyUsed",
    "AskGone",
    "Barred",
    "ConsentMissing",
    "CredentialDecided",
    "DocumentFaulty",
    "DocumentMissing",
    "DocumentTaken",
    "FunctionNotReady",
    "FunctionState",
    "Given",
    "Giver",
    "Guardian",
    "Licence",
    "Newcomer",
    "NotMinor",
    "Offered",
    "OnHold",
    "Particulars",
    "PartyClosed",
    "PartyExists",
    "RequestEnded",
    "Source",
    "Standing",
    "TextChanged",
    "TooManyVerifications",
    "TooYoung",
    "bar_lift",
    "bar_place",
    "bars_on",
    "bars_standing",
    "condition_register",
    "consent_file",
    "consent_give",
    "consent_revoke",
    "consent_withdraw",
    "consents_standing",
    "credential_decide",
    "credential_give",
    "data_request_carry_out",
    "data_request_open",
    "data_request_refuse",
    "document_give",
    "erasures_sweep",
    "function_act",
    "function_cancel",
    "function_open",
    "function_resume",
    "function_suspend",
    "guardian_answer",
    "guardian_ask",
    "guardian_look",
    "guardian_revoke",
    "liveness_confirm",
    "liveness_start",
    "masked",
    "missing",
    "parties_find",
    "party_admit",
    "party_change",
    "party_close",
    "party_correct",
    "party_export",
    "party_register",
    "party_role_add",
    "provider_set",
    "secret_of",
    "streamer_register",
    "tie_end",
    "tie_make",
    "verification_ask",
    "verification_begin",
    "verification_judge",
    "verifications_sweep",
    "verifications_use",
]
