"""Which people can be gone to by name: by who manages them."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import selectors
from accounts.templatetags.settings import named_all
from livecompliance.kernel import search
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.search import Found


def people(actor: Actor, wanted: str, most: int) -> list[Found]:
    """Return members of the tenant; they lead to their line in the settings."""
    return [
        Found(
            "person",
            str(one.user_id),
            str(one.user.display_name),
            "、".join(named_all(one.roles, "role")) + ("" if one.is_active else _("（已停用）")),
            f"{reverse('settings-people')}#person-{one.user_id}",
        )
        for one in selectors.member_search(actor, wanted, most)
    ]


search.register("person", gettext_lazy("成员"), people, place=40)
