"""What officers type into the pages of suppliers, read into what services take."""

import re
from datetime import date
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _

from catalog import services
from catalog.rules.recalls import Named
from livecompliance.kernel.exceptions import Invalid

BETWEEN = re.compile(r"[\s,，、;；]+")


def filed_of(given: QueryDict) -> services.Filed:
    """Read a supplier."""
    names = ("title", "code", "external_id", "name", "number", "contact", "phone", "address")
    texts = {name: given.get(name, "") for name in names}
    return services.Filed(kind=given.get("kind", "organisation"), **texts)


def looked_of(given: QueryDict) -> services.Looked:
    """Read what a verification found."""
    return services.Looked(
        is_verified=given.get("result") == "verified",
        credit=given.get("credit", ""),
        reason=given.get("reason", ""),
        next_on=day_of(given, "next_on"),
    )


def paper_of(given: QueryDict) -> services.Paper:
    """Read a paper."""
    names = ("number", "issuer", "brand", "giver_name", "giver_code", "taker_name",
             "taker_code", "scope")  # fmt: skip
    texts = {name: given.get(name, "") for name in names}
    covers = [one for one in BETWEEN.split(given.get("covers", "")) if one]
    return services.Paper(
        kind=given.get("kind", ""),
        covers=covers,
        is_live=given.get("is_live", "on") == "on",
        valid_from=day_of(given, "valid_from"),
        valid_until=day_of(given, "valid_until"),
        file_id=id_of(given, "file"),
        **texts,
    )


def named_of(given: QueryDict) -> Named:
    """Read an entry of the lists of recalls."""
    names = ("kind", "brand", "name", "batch", "barcode", "maker", "source", "reference")
    day = day_of(given, "published_on")
    if day is None:
        raise Invalid(_("请填写日期。"), field="published_on")
    return Named(**{name: given.get(name, "") for name in names}, published_on=day)


def day_of(given: QueryDict, name: str) -> date | None:
    """Read a date; None where none was given.

    Raises:
        Invalid: it is none.
    """
    text = given.get(name, "").strip()
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Invalid(_("请填写日期。"), field=name) from None


def id_of(given: QueryDict, name: str) -> UUID | None:
    """Read an id; None where none was given.

    Raises:
        Invalid: it is none.
    """
    text = given.get(name, "").strip()
    try:
        return UUID(text) if text else None
    except ValueError:
        raise Invalid(_("请重新选择。"), field=name) from None


def proof_of(given: QueryDict) -> services.Proof:
    """Read a proof of an exemption."""
    return services.Proof(
        exemption=given.get("exemption", ""),
        words=given.get("words", ""),
        product=given.get("product", ""),
        brand=given.get("brand", ""),
        supplier_id=id_of(given, "supplier"),
        statement=given.get("statement", ""),
        standard=given.get("standard", ""),
        place=given.get("place", ""),
        fact_since=day_of(given, "fact_since"),
        fact_until=day_of(given, "fact_until"),
        valid_from=day_of(given, "valid_from"),
        valid_until=day_of(given, "valid_until"),
        file_id=id_of(given, "file"),
    )
