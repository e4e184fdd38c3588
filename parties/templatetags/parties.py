"""`{{ word|label }}`: what a model calls a choice, in the reader's language."""

from django import template
from django.utils.translation import gettext

register = template.Library()


@register.filter
def label(word: object) -> str:
    """Return the label of a choice in the reader's language."""
    return gettext(str(word)) if word else ""
