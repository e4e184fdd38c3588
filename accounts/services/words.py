"""What a tenant adds for itself: its own hosts, and words it forbids or allows."""

import re
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Tenant
from accounts.services.policy import policy_put
from ledger import services as record
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Invalid

HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{1,62}")
MOST_HOSTS, MOST_WORDS = 200, 20_000
SHORTEST, LONGEST = 2, 40


@transaction.atomic
def own_hosts_set(*, actor: Actor, hosts: Sequence[str]) -> Tenant:
    """Replace the hosts that are the platform's own: a link to them leads nowhere else.

    Raises:
        Forbidden: only the security administrator may.
        Invalid: more than 200, or one that is no host name.

    Law: M-link-safety
    """
    wanted = sorted({host.strip().lower() for host in hosts})
    if len(wanted) > MOST_HOSTS or not all(HOST.fullmatch(host) for host in wanted):
        raise Invalid(_("请填写形如 shop.example.com 的域名，最多 200 个。"), field="hosts")
    return _replace(actor, {"own_hosts": wanted}, "accounts.own_hosts_set")


@transaction.atomic
def words_set(*, actor: Actor, terms: Sequence[str], allow: Sequence[str]) -> Tenant:
    """Replace the words the platform forbids beyond the base packs, and those it excuses.

    Raises:
        Forbidden: only the security administrator may.
        Invalid: more than 20,000, or a word shorter than 2 or longer than 40 characters.
    """
    wanted = {
        "terms": sorted({word.strip() for word in terms}),
        "allow": sorted({word.strip() for word in allow}),
    }
    for name, words in wanted.items():
        fits = all(SHORTEST <= len(word) <= LONGEST for word in words)
        if len(words) > MOST_WORDS or not fits:
            raise Invalid(_("每个词 2–40 个字，最多 20000 个。"), field=name)
    return _replace(actor, wanted, "accounts.words_set")


def _replace(actor: Actor, values: dict[str, list[str]], action: str) -> Tenant:
    tenant, before = policy_put(actor, values)
    record.entry_append(
        actor=actor,
        action=action,
        subject=("tenant", tenant.pk),
        before={name: value or [] for name, value in before.items()},
        after=values,
        data={name: len(value) for name, value in values.items()},
    )
    return tenant
