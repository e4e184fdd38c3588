"""What the demo's rooms show, where they are, and their virtual hosts: reviewed, once."""

import hashlib
from datetime import timedelta
from uuid import UUID

from livecompliance.demo import script
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from rooms.models import Room
from stage import selectors, services
from stage.rules import elements

BIO = "{operator}的直播间。当季上新，售后无忧，价格以详情页为准。"
PLACES = {"cloud": "studio", "peaches": "farm", "koi": "shop", "leather": "factory"}
AREAS = ("浙江省杭州市", "云南省普洱市", "四川省成都市", "广东省广州市")


def furnish(actor: Actor, officer_id: UUID, room: Room, show: script.Show) -> None:
    """Have what a room shows reviewed by an officer, and say where it is, as of now."""
    officer = Actor(actor.tenant_ids, user_id=officer_id, roles=frozenset({"officer"}))
    shown = {one.kind for one in selectors.element_list(officer, room.pk) if one.shown_id}
    for kind in elements.KINDS:
        if kind in elements.REQUIRED and kind not in shown:
            _element(officer, room, show, kind)
    where = services.Where(
        kind=PLACES.get(show.slug, "studio"),
        area=AREAS[len(show.slug) % len(AREAS)],
        latitude=30.0 + len(show.operator) / 10,
        longitude=110.0 + len(show.slug),
    )
    services.place_declare(actor=officer, room_id=room.pk, where=where)
    if is_virtual(show) and not selectors.host_list(officer, room.pk).exists():
        _host(officer, room, show)


def is_virtual(show: script.Show) -> bool:
    """Tell whether a show is presented by a virtual host."""
    return "virtual" in show.slug or show.slug == "cloud"


def _element(officer: Actor, room: Room, show: script.Show, kind: str) -> None:
    words = {
        "account_name": show.operator,
        "title": show.room_title,
        "bio": BIO.format(operator=show.operator),
    }
    url = "" if kind in words else f"https://img.demo.example/{show.slug}/{kind}.jpg"
    content = services.Content(
        text=words.get(kind, ""),
        image_url=url,
        image_sha256=hashlib.sha256(url.encode()).hexdigest() if url else "",
        is_declared=True,
    )
    version = services.element_submit(actor=officer, room_id=room.pk, kind=kind, content=content)
    if version.state == "waiting":
        services.element_decide(
            actor=officer, version_id=version.pk, state="approved", reason="与申报一致"
        )


def _host(officer: Actor, room: Room, show: script.Show) -> None:
    figure = services.Figure(
        name=show.marketers[0].name[:60],
        technology="virtual-host",
        mark=services.Mark(height_percent=6, opening_s=3, is_continuous=True),
    )
    host = services.host_register(actor=officer, room_id=room.pk, figure=figure)
    services.host_assess(
        actor=officer,
        host_id=host.pk,
        is_passed=True,
        assessment="演示-评估-2026-07",
        until=clock.today() + timedelta(days=180),
    )
