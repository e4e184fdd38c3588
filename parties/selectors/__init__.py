"""Ask about parties."""

from parties.selectors.consent import consent_list, consents_own, request_list
from parties.selectors.document_words import document_word
from parties.selectors.dossier import (
    agencies_of,
    bar_list,
    credential_get,
    credential_waiting_count,
    lacks,
    party_search,
    standings,
    verified_until,
)
from parties.selectors.facts import limits, policy_of, reverify_months, verification_facts
from parties.selectors.party import (
    SEALED,
    Named,
    credential_list,
    document_list,
    parties_named,
    party_find,
    party_get,
    party_list,
    party_names,
    party_of_user,
    party_page,
    shown_name,
    tie_list,
)
from parties.selectors.verification import (
    tenants_with_erasures,
    tenants_with_open_verifications,
    verification_get,
    verification_list,
)
from parties.selectors.waiting import (
    asks_waiting,
    minors_register,
    requests_waiting,
    verifications_waiting,
)

__all__ = [
    "SEALED",
    "Named",
    "agencies_of",
    "asks_waiting",
    "bar_list",
    "consent_list",
    "consents_own",
    "credential_get",
    "credential_list",
    "credential_waiting_count",
    "document_list",
    "document_word",
    "lacks",
    "limits",
    "minors_register",
    "parties_named",
    "party_find",
    "party_get",
    "party_list",
    "party_names",
    "party_of_user",
    "party_page",
    "party_search",
    "policy_of",
    "request_list",
    "requests_waiting",
    "reverify_months",
    "shown_name",
    "standings",
    "tenants_with_erasures",
    "tenants_with_open_verifications",
    "tie_list",
    "verification_facts",
    "verification_get",
    "verification_list",
    "verifications_waiting",
    "verified_until",
]
