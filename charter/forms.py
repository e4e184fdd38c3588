"""What officers type into the pages of charter, read into what services take."""

from datetime import date
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _

from charter import services
from charter.rules import quiz
from livecompliance.kernel.exceptions import Invalid


def draft_of(given: QueryDict) -> services.Draft:
    """Read a text."""
    term = given.get("term_months", "").strip()
    return services.Draft(
        title=_pair(given, "title"),
        body_zh=given.get("body_zh", ""),
        body_en=given.get("body_en", ""),
        changes=_pair(given, "changes"),
        is_material=given.get("is_material") == "on",
        term_months=number_of(term, "term_months") if term else None,
    )


def lesson_of(given: QueryDict) -> services.Lesson:
    """Read a course."""
    return services.Lesson(
        title=_pair(given, "title"),
        body_zh=given.get("body_zh", ""),
        body_en=given.get("body_en", ""),
        minutes=number_of(given.get("minutes", ""), "minutes"),
        topics=given.getlist("topics"),
        quiz=quiz.parse(given.get("quiz", "")),
        pass_percent=number_of(given.get("pass_percent", ""), "pass_percent"),
    )


def seen_of(given: QueryDict) -> services.Seen:
    """Read a check of an agreement."""
    next_due = given.get("next_due_on", "")
    file = given.get("file", "")
    return services.Seen(
        item=given.get("item", ""),
        done_on=day_of(given, "done_on"),
        result=given.get("result", ""),
        note=given.get("note", ""),
        file_id=id_of(file, "file") if file else None,
        next_due_on=day_of(given, "next_due_on") if next_due else None,
    )


def done_of(given: QueryDict) -> services.Done:
    """Read what an agency did about one party."""
    next_due, file = given.get("next_due_on", ""), given.get("file", "")
    return services.Done(
        kind=given.get("kind", ""),
        done_on=day_of(given, "done_on"),
        result=given.get("result", "kept"),
        items=given.getlist("items"),
        measure=given.get("measure", ""),
        note=given.get("note", ""),
        file_id=id_of(file, "file") if file else None,
        next_due_on=day_of(given, "next_due_on") if next_due else None,
        broadcast_on=day_of(given, "broadcast_on") if given.get("broadcast_on") else None,
    )


def day_of(given: QueryDict, name: str) -> date:
    """Read a date.

    Raises:
        Invalid: it is none.
    """
    try:
        return date.fromisoformat(given.get(name, ""))
    except ValueError:
        raise Invalid(_("请填写日期。"), field=name) from None


def id_of(text: str, name: str) -> UUID:
    """Read an id.

    Raises:
        Invalid: it is none.
    """
    try:
        return UUID(text)
    except ValueError:
        raise Invalid(_("请重新选择。"), field=name) from None


def number_of(text: str, name: str) -> int:
    """Read a whole number of at most four digits.

    Raises:
        Invalid: it is none.
    """
    plain = text.strip()
    if not (plain.isascii() and plain.isdigit() and len(plain) <= 4):
        raise Invalid(_("请填写整数。"), field=name)
    return int(plain)


def _pair(given: QueryDict, name: str) -> dict[str, str]:
    return {tongue: given.get(f"{name}_{tongue}", "") for tongue in ("zh", "en")}
