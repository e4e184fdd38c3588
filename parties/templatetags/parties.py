"""`{{ word|label }}`: what a model calls a choice, in the reader's language."""

from typing import Any

from django import template
from django.utils.translation import gettext

from livecompliance.kernel import personal
from parties import selectors
from parties.models import Party
from parties.rules.duties import Owed
from parties.selectors.duty_words import Duty

register = template.Library()


@register.filter
def owed(party: Party) -> Owed:
    """Return what a party owes by what it is under the E-Commerce Law."""
    return selectors.owed_by(party)


@register.filter
def duties(found: Owed) -> list[Duty]:
    """Return duties with their names and where they stand."""
    return selectors.duties_told(found)


@register.filter
def tax_prompts(party: Party) -> list[Any]:
    """Return of what an operator is reminded about tax."""
    return selectors.tax_told(party)


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
