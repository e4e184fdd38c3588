"""`{% masked shown "app.model.field" pk %}`: a masked value with the eye that opens it."""

from typing import Any

from django import template

from accounts.templatetags.settings import named

register = template.Library()


@register.inclusion_tag("accounts/_masked.html")
def masked(shown: str, what: str, pk: object) -> dict[str, Any]:
    """Show what `personal.mask` left of a value.

    Args:
        shown: the masked value; the value in clear never goes into a template.
        what: the field, as it was registered with `personal.readers`.
        pk: the row.
    """
    label = named(what.rpartition(".")[2], "field")
    return {"shown": shown, "what": what, "pk": pk, "label": label}
