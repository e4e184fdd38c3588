"""Who may see what rooms do, and keep the platform's lists. Pure decisions."""

from django.utils.translation import gettext as _

from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Forbidden
from rooms import policies as rooms


def can_see(actor: Actor) -> bool:
    """Whoever may watch the tenant's rooms sees what they do."""
    return rooms.can_watch(actor)


def require_see(actor: Actor) -> None:
    """Raise Forbidden unless `actor` may see the tenant's rooms."""
    rooms.require_watch(actor)


def can_list(actor: Actor) -> bool:
    """Officers keep the lists; so do the platform's own systems, with a key."""
    return actor.has("officer", "integrator", "system")


def require_list(actor: Actor) -> None:
    """Raise Forbidden unless `actor` may put something on a list, or take it off."""
    if not can_list(actor):
        raise Forbidden(_("只有合规专员和平台系统可以维护名单。"))


def can_look(actor: Actor) -> bool:
    """Officers have links opened, to keep what is behind them."""
    return actor.has("officer", "system")


def require_look(actor: Actor) -> None:
    """Raise Forbidden unless `actor` may have a link opened."""
    if not can_look(actor):
        raise Forbidden(_("只有合规专员可以打开链接取证。"))


def can_train(actor: Actor) -> bool:
    """A person answers for every model that runs, never a program."""
    return actor.has("officer") and actor.user_id is not None


def require_train(actor: Actor) -> None:
    """Raise Forbidden unless `actor` may try models, put them in force and retire them."""
    if not can_train(actor):
        raise Forbidden(_("只有合规专员可以试行、批准和停用模型。"))
