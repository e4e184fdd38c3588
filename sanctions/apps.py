"""Sanctions as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SanctionsConfig(AppConfig):
    name = "sanctions"

    def ready(self) -> None:
        from moderation import services as moderation
        from moderation.selectors.compliance import measures_by_room
        from office import selectors as office
        from sanctions import (  # noqa: F401
            acts,
            adapters,
            gate,
            search,
            selectors,
            subscribers,
            tasks,
        )
        from sanctions.selectors import copied  # noqa: F401
        from tiers import selectors as tiers

        office.clock_words(
            {
                "appeal_answer": _("申诉答复"),
                "appeal": _("申诉"),
                "sanction_weigh": _("重新衡量处罚"),
                "sanction": _("处罚"),
            }
        )
        moderation.stands_register(selectors.stands_of)
        tiers.counter_register("measures", selectors.counter_with(measures_by_room))
