"""What of rooms can be gone to by number or name."""

from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from livecompliance.kernel import search
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.search import Found
from rooms import policies
from rooms.models import Room
from rooms.selectors import search as selectors


def rooms(actor: Actor, wanted: str, most: int) -> list[Found]:
    """Return rooms; a streamer's lead to his own page."""
    return [
        Found("room", str(one.pk), one.title, _detail(one), _url(actor, one))
        for one in selectors.room_search(actor, wanted, most)
    ]


def _detail(room: Room) -> str:
    return " · ".join(part for part in (room.external_id, room.category) if part)


def _url(actor: Actor, room: Room) -> str:
    return reverse("room" if policies.can_watch(actor) else "stream", args=[room.pk])


def sessions(actor: Actor, wanted: str, most: int) -> list[Found]:
    """Return broadcasts by number."""
    return [
        Found(
            "session",
            str(one.pk),
            one.room.title,
            f"{localtime(one.started_at):%Y-%m-%d %H:%M} · {one.pk}",
            _url(actor, one.room),
        )
        for one in selectors.session_search(actor, wanted, most)
    ]


def marketers(actor: Actor, wanted: str, most: int) -> list[Found]:
    """Return who sold live, masked, as everywhere; they lead to their room."""
    return [
        Found(
            "marketer",
            str(one.pk),
            f"{one.stage_name[:1]}*",
            _("在“%(room)s”出镜") % {"room": one.session.room.title},
            _url(actor, one.session.room),
        )
        for one in selectors.on_air_search(actor, wanted, most)
    ]


search.register("room", gettext_lazy("直播间"), rooms, place=10)
search.register("session", gettext_lazy("场次"), sessions, place=20)
search.register("marketer", gettext_lazy("出镜人员"), marketers, place=30)
