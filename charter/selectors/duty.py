"""What rules, agreements and training say of duties."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from charter.models import Agreement, Version
from charter.selectors.agency import Cared, agency_board
from charter.selectors.standing import MARKETER, lacks_of
from livecompliance.kernel import clock, duties
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.duties import Control, Reading, State, counted
from parties.models import Party
from parties.selectors.operators import parties_open

RULES = (Version.Kind.LIVE_RULES, Version.Kind.CONVENTION, Version.Kind.PLATFORM_RULES)
SOON = timedelta(days=30)
TRAINING = "training"


def _public(actor: Actor, at: datetime) -> Reading:
    held = Version.objects.of(actor).filter(
        kind__in=RULES, state=Version.State.PUBLISHED, effective_on__lte=clock.to_date(at)
    )
    kinds = held.values("kind").distinct().count()
    missing = len(RULES) - kinds
    return counted(missing, len(RULES))


def _lacking(actor: Actor, kind: str) -> tuple[int, int]:
    """Return how many of those who may go on air lack training, or an agreement, out of all."""
    asked = [(pk, role) for pk, roles in parties_open(actor) for role in roles]
    whole = {pk for pk, role in asked if kind != TRAINING or role == MARKETER}
    lacks = lacks_of(actor, asked)
    wrong = {
        one.found.on_account_of
        for one in lacks
        if (one.found.kind == TRAINING) == (kind == TRAINING)
    }
    return len(wrong & whole), len(whole)


def _agreed(actor: Actor, at: datetime) -> Reading:
    wrong, whole = _lacking(actor, "")
    today = clock.to_date(at)
    soon = Agreement.objects.of(actor).filter(
        concluded_at__isnull=False, ended_at=None, ends_on__range=(today, today + SOON)
    )
    return counted(wrong, whole, soon=soon.count())


def _trained(actor: Actor, _at: datetime) -> Reading:
    return counted(*_lacking(actor, TRAINING))


def _is_lacking(one: Cared) -> bool:
    is_strange = Party.Role.MARKETER in one.party.roles and not one.is_recruited
    return is_strange or one.is_overdue or bool(one.untrained or one.found_on)


def _agencies(actor: Actor, _at: datetime) -> Reading:
    found = agency_board(actor)
    if not found.bears:
        return Reading(State.IDLE, "no_agency", 0, 0)
    people = (*found.marketers, *found.operators)
    wrong = sum(_is_lacking(one) for one in people) + (found.rules is None)
    return counted(wrong, len(people) + 1)


duties.register(
    Control(
        name="charter.rules",
        clauses=("M-rules-and-catalogue", "O117-platform-rules"),
        title=_("直播营销管理规则、平台公约、平台规则公布并持续公开"),
        words={
            "none": _("还没有公布规则"),
            "wrong": ngettext_lazy(
                "三项规则中有 %(wrong)s 项没有现行版本",
                "三项规则中有 %(wrong)s 项没有现行版本",
                "wrong",
            ),
            "ok": _("三项规则均有现行版本，持续公开"),
        },
        read=_public,
        page="charter",
    ),
    Control(
        name="charter.agreements",
        clauses=("M-agreements", "M-agency-agreement"),
        title=_("与运营者和服务机构签订协议，到期续签"),
        words={
            "none": _("还没有开通的运营者和服务机构"),
            "wrong": ngettext_lazy(
                "%(wrong)s 个主体没有有效协议，共 %(of)s 个",
                "%(wrong)s 个主体没有有效协议，共 %(of)s 个",
                "wrong",
            ),
            "soon": ngettext_lazy(
                "%(soon)s 份协议 30 天内到期，共 %(of)s 个主体",
                "%(soon)s 份协议 30 天内到期，共 %(of)s 个主体",
                "soon",
            ),
            "ok": ngettext_lazy("%(of)s 个主体均有有效协议", "%(of)s 个主体均有有效协议", "of"),
        },
        read=_agreed,
        page="charter-agreements",
    ),
    Control(
        name="charter.training",
        clauses=("O117-training", "O117-yearly-study"),
        title=_("营销人员首播前培训、每年培训"),
        words={
            "none": _("还没有开通的营销人员"),
            "wrong": ngettext_lazy(
                "%(wrong)s 名营销人员没有有效的培训记录，共 %(of)s 名",
                "%(wrong)s 名营销人员没有有效的培训记录，共 %(of)s 名",
                "wrong",
            ),
            "ok": ngettext_lazy("%(of)s 名营销人员均完成培训", "%(of)s 名营销人员均完成培训", "of"),
        },
        read=_trained,
        page="charter-training",
    ),
    Control(
        name="charter.agency",
        clauses=(
            "O117-agency-management",
            "O117-agency-recruitment",
            "O117-agency-marketer-agreement",
            "O117-agency-training",
            "O117-agency-discipline",
            "O117-agency-operator-agreement",
            "O117-agency-no-false-trade",
            "O117-agency-selection-3y",
        ),
        title=_("服务机构的内部制度、招募核验、提醒和检查"),
        words={
            "no_agency": _("本平台不是服务机构"),
            "none": _("还没有合作的人员"),
            "wrong": ngettext_lazy(
                "%(of)s 项中有 %(wrong)s 项欠缺", "%(of)s 项中有 %(wrong)s 项欠缺", "wrong"
            ),
            "ok": ngettext_lazy("%(of)s 项均已履行", "%(of)s 项均已履行", "of"),
        },
        read=_agencies,
        page="charter-agency",
    ),
)
