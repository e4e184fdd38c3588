"""What people and organisations on file say of duties."""

from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from livecompliance.kernel import clock, duties
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.duties import Control, Reading, State, counted
from office import selectors as office
from parties.models import Card, Consent, Party, Unreachable, Verification

AGAIN = "reverify"
OF_FILE = ("two_element", "three_element", "registration", "manual")  # who somebody is
ON_AIR = Q(state=Party.State.ACTIVE, function=Party.Function.OPEN)
SHOP_CLOCKS = ("card_report", "card_republish")
REACH_CLOCKS = ("unreachable_remind", "unreachable_update", "unreachable_lift")


def _verified(actor: Actor, at: datetime) -> Reading:
    proof = Verification.objects.of(actor).filter(
        Q(valid_until=None) | Q(valid_until__gt=at),
        party=OuterRef("pk"),
        kind__in=OF_FILE,
        state=Verification.State.PASSED,
    )
    found = (
        Party.objects.of(actor)
        .filter(ON_AIR)
        .aggregate(whole=Count("pk"), wrong=Count("pk", filter=~Q(Exists(proof))))
    )
    told = counted(found["wrong"], found["whole"])
    again = office.clocks_reading(actor, (AGAIN,), at)
    if told.state is State.MET and again.state is State.BREACHED:
        data = {"late": again.data["wrong"]}
        return Reading(State.BREACHED, "late", told.figure, told.of, again.due, data)
    return Reading(told.state, told.code, told.figure, told.of, again.due, told.data)


def _guardians(actor: Actor, at: datetime) -> Reading:
    given = (
        Consent.objects.of(actor)
        .filter(party=OuterRef("pk"), kind="guardian", revoked_at=None)
        .filter(Q(expires_at=None) | Q(expires_at__gt=at))
    )
    minors = Party.objects.of(actor).filter(ON_AIR, minor_until__gt=clock.to_date(at))
    found = minors.aggregate(whole=Count("pk"), wrong=Count("pk", filter=~Q(Exists(given))))
    return counted(found["wrong"], found["whole"])


def _published(actor: Actor, _at: datetime) -> Reading:
    shown = Card.objects.of(actor).filter(party=OuterRef("pk"), state=Card.State.PUBLISHED)
    operators = Party.objects.of(actor).filter(ON_AIR, roles__contains=[Party.Role.OPERATOR])
    found = operators.aggregate(whole=Count("pk"), wrong=Count("pk", filter=~Q(Exists(shown))))
    waiting = Card.objects.of(actor).filter(state=Card.State.WAITING).count()
    return counted(found["wrong"], found["whole"], waiting=waiting)


def _changes(actor: Actor, at: datetime) -> Reading:
    return office.clocks_reading(actor, SHOP_CLOCKS, at)


def _unreachable(actor: Actor, at: datetime) -> Reading:
    told = office.clocks_reading(actor, REACH_CLOCKS, at)
    if told.state is not State.IDLE:
        return told
    held = Unreachable.objects.of(actor).filter(ended_at=None).count()
    return Reading(State.MET, "open", held, held, data={"open": held}) if held else told


def _requests(actor: Actor, at: datetime) -> Reading:
    return office.clocks_reading(actor, ("data_request",), at)


def _likeness(actor: Actor, at: datetime) -> Reading:
    found = (
        Consent.objects.of(actor)
        .filter(kind__in=("likeness", "voice"))
        .aggregate(
            whole=Count("pk", filter=Q(revoked_at=None)),
            over=Count("pk", filter=Q(revoked_at=None, expires_at__lte=at)),
        )
    )
    if not found["whole"]:
        return Reading(State.IDLE, "none", 0, 0)
    held = found["whole"] - found["over"]
    return Reading(State.MET, "held", held, found["whole"], data={"over": found["over"]})


duties.register(
    Control(
        name="parties.verified",
        clauses=(
            "M-real-identity",
            "O117-operator-verified",
            "O117-marketer-file",
            "O117-dynamic-verification",
        ),
        title=_("运营者和营销人员凭真实身份开通，定期重新核验"),
        words={
            "none": _("还没有开通直播营销功能的人员"),
            "wrong": ngettext_lazy(
                "%(wrong)s 人已开通而没有有效的身份核验，共 %(of)s 人",
                "%(wrong)s 人已开通而没有有效的身份核验，共 %(of)s 人",
                "wrong",
            ),
            "late": ngettext_lazy(
                "%(late)s 人的重新核验已逾期，共 %(of)s 人",
                "%(late)s 人的重新核验已逾期，共 %(of)s 人",
                "late",
            ),
            "ok": ngettext_lazy("已开通的 %(of)s 人全部核验", "已开通的 %(of)s 人全部核验", "of"),
        },
        read=_verified,
        page="people",
    ),
    Control(
        name="parties.guardians",
        clauses=("M-age",),
        title=_("满十六周岁的未成年人经监护人同意才能开通"),
        words={
            "none": _("已开通的人员中没有未成年人"),
            "wrong": ngettext_lazy(
                "%(wrong)s 名未成年人没有有效的监护人同意",
                "%(wrong)s 名未成年人没有有效的监护人同意",
                "wrong",
            ),
            "ok": ngettext_lazy(
                "%(of)s 名未成年人均有监护人同意", "%(of)s 名未成年人均有监护人同意", "of"
            ),
        },
        read=_guardians,
        page="people",
    ),
    Control(
        name="parties.cards",
        clauses=("O117-publicity", "O117-publicity-natural"),
        title=_("运营者信息在账号主页公示"),
        words={
            "none": _("还没有开通的运营者"),
            "wrong": ngettext_lazy(
                "%(wrong)s 个运营者尚未公示，待核 %(waiting)s 份",
                "%(wrong)s 个运营者尚未公示，待核 %(waiting)s 份",
                "wrong",
            ),
            "ok": ngettext_lazy("%(of)s 个运营者均已公示", "%(of)s 个运营者均已公示", "of"),
        },
        read=_published,
        page="cards",
    ),
    Control(
        name="parties.card_changes",
        clauses=("O117-publicity-changes", "O117-published-changes"),
        title=_("公示信息变更按时报送、核验、更新"),
        words=office.CLOCK_WORDS,
        read=_changes,
        page="cards",
    ),
    Control(
        name="parties.unreachable",
        clauses=("O117-unreachable", "O117-unreachable-sanction", "O117-unreachable-lift"),
        title=_("接到无法联系的通报后按时提醒和处置"),
        words=office.CLOCK_WORDS
        | {
            "open": ngettext_lazy(
                "%(open)s 起通报正在处理，没有超时", "%(open)s 起通报正在处理，没有超时", "open"
            )
        },
        read=_unreachable,
        page="unreachables",
    ),
    Control(
        name="parties.requests",
        clauses=("M-real-identity", "O117-mechanisms"),
        title=_("个人信息的查阅、更正、删除请求按时办理"),
        words=office.CLOCK_WORDS,
        read=_requests,
        page="people-waiting",
    ),
    Control(
        name="parties.likeness",
        clauses=("M-likeness",),
        title=_("使用他人肖像和声音须有同意"),
        words={
            "none": _("没有使用他人肖像或声音"),
            "held": ngettext_lazy(
                "有效的同意 %(figure)s 份，已到期 %(over)s 份",
                "有效的同意 %(figure)s 份，已到期 %(over)s 份",
                "figure",
            ),
        },
        read=_likeness,
        page="people",
    ),
)
