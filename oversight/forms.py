"""What people type on the pages of oversight, read."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from livecompliance.kernel.exceptions import Invalid
from oversight.services import Charging, Version


def charging_of(given: Mapping[str, str]) -> Charging:
    """Read who is to have charge of an article.

    Raises:
        Invalid: no such day or person.
    """
    return Charging(
        owner_id=person_of(given.get("owner", "")),
        due_on=day_of(given.get("due_on", ""), "due_on"),
        is_excluded=given.get("is_excluded") == "1",
        reason=given.get("reason", ""),
    )


def version_of(given: Mapping[str, str], kind: str) -> Version:
    """Read a version of a mechanism.

    Raises:
        Invalid: a day is missing, or something is not what it should be.
    """
    began, again = (day_of(given.get(name, ""), name) for name in ("in_force_on", "review_on"))
    if began is None or again is None:
        raise Invalid(_("请填写生效日期和下次复查日期。"), field="in_force_on")
    return Version(
        kind=kind,
        document=given.get("document", ""),
        document_version=given.get("document_version", ""),
        in_force_on=began,
        review_on=again,
        owner_id=person_of(given.get("owner", "")),
        measures=given.get("measures", ""),
    )


def day_of(text: str, field: str) -> date | None:
    """Read a day; None where nothing was typed.

    Raises:
        Invalid: it is none.
    """
    if not text.strip():
        return None
    try:
        found = parse_date(text.strip())
    except ValueError:
        found = None
    if found is None:
        raise Invalid(_("请按 年-月-日 填写日期。"), field=field)
    return found


def person_of(text: str) -> UUID | None:
    """Read who; None where nobody was chosen.

    Raises:
        Invalid: it is no id.
    """
    if not text:
        return None
    try:
        return UUID(text)
    except ValueError:
        raise Invalid(_("请从名单中选择。"), field="owner") from None
