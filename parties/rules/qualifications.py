"""Which categories of a room ask for a licence, a practising certificate, an agency's licence.

The law says that a licence is needed where a law asks for one, and for whom a certificate: it
lists no categories of rooms. These are defaults; a tenant's policy replaces each of them
(`licence_categories`, `profession_categories`, `agency_licence_categories`).
"""

from collections.abc import Mapping
from typing import Any

MEDICINE, FINANCE, LAW, EDUCATION = "medicine", "finance", "law", "education"
PROFESSIONS = (MEDICINE, FINANCE, LAW, EDUCATION)  # FACTS B.6, and no others
LICENCE_CATEGORIES = frozenset(
    {"food", "health_food", "drug", "medical_device", "publication", "alcohol"}
)
PROFESSION_CATEGORIES: Mapping[str, str] = {
    "medicine": MEDICINE,
    "health": MEDICINE,
    "finance": FINANCE,
    "law": LAW,
    "education": EDUCATION,
    "医疗卫生": MEDICINE,
    "财经金融": FINANCE,
    "法律": LAW,
    "教育": EDUCATION,
}
AGENCY_LICENCE_CATEGORIES = frozenset({"performance", "网络表演"})


def categories(policy: Mapping[str, Any], name: str, default: frozenset[str]) -> frozenset[str]:
    """Return a set of categories of the tenant's policy; the default where it has none."""
    found = policy.get(name)
    return frozenset(map(str, found)) if isinstance(found, list) else default


def professions(policy: Mapping[str, Any]) -> Mapping[str, str]:
    """Return which profession a category asks for; a tenant adds to the four and their names.

    Nothing can be taken away: what the code of conduct asks for is not the tenant's to waive.

    Law: ANCHOR-practising
    """
    found = policy.get("profession_categories")
    own = found if isinstance(found, dict) else {}
    known = {str(key): str(value) for key, value in own.items() if value in PROFESSIONS}
    return {**known, **PROFESSION_CATEGORIES}
