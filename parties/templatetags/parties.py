"""`{{ word|label }}`: what a model calls a choice, in the reader's language."""

from django import template
from django.utils.translation import gettext

from livecompliance.kernel import personal
from parties.models import Party

register = template.Library()


@register.filter
def veiled(name: str) -> str:
    """Return a person's public name as staff see it: masked."""
    return personal.mask("name", name)


@register.filter
def shown(party: Party) -> str:
    """Return what staff are shown of a party: a person's public name masked, a company's whole."""
    return veiled(party.public_name) if party.is_natural else party.public_name


@register.filter
def label(word: object) -> str:
    """Return the label of a choice in the reader's language."""
    return gettext(str(word)) if word else ""
