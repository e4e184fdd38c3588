"""Tiers as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TiersConfig(AppConfig):
    name = "tiers"

    def ready(self) -> None:
        from office import selectors as office
        from tiers import acts, gate, subscribers, tasks  # noqa: F401  (they register themselves)
        from tiers.selectors import copied  # noqa: F401

        office.clock_words({"watch": _("重点直播间接看"), "watch_gap": _("无人值守的重点直播间")})
