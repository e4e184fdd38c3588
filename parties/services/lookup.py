"""Who has a name or a number: found by blind index, opened by nobody."""

from uuid import UUID

from django.utils.translation import gettext as _

from accounts import services as accounts
from livecompliance.kernel import clock, personal
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Invalid
from parties import policies
from parties.models import Document, Party
from parties.rules import documents
from parties.services.sealing import index_of

MOST = 50


def parties_find(*, actor: Actor, wanted: str) -> set[UUID]:
    """Return who has a name, a mobile or a document's number, by blind index: nothing is opened.

    Raises:
        Forbidden: only officers may.
        Invalid: nothing to look for.
    """
    policies.require_unmask(actor)
    text = " ".join(wanted.split())
    if not 2 <= len(text) <= 120:
        raise Invalid(_("请输入完整的姓名、手机号或证件号码。"), field="wanted")
    key = accounts.tenant_key(actor).key
    rows = Party.objects.of(actor)
    named = rows.filter(name_index=personal.blind_index(key, "name", text))
    found = set(named.values_list("pk", flat=True)[:MOST])
    mobile = documents.check("mobile", text, clock.today())
    if mobile.valid:
        index = personal.blind_index(key, "mobile", mobile.normalised)
        found |= set(rows.filter(mobile_index=index).values_list("pk", flat=True)[:MOST])
    number = documents.normalised(documents.Kind.PASSPORT, text)
    papers = Document.objects.of(actor).filter(number_index=index_of(actor, number))
    return found | set(papers.values_list("party_id", flat=True)[:MOST])
