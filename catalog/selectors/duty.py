"""What goods, suppliers, claims and advertising say of duties."""

from datetime import datetime, timedelta

from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from catalog.models import (
    Advert,
    ClaimEvidence,
    Offer,
    PageSnapshot,
    Pin,
    Product,
    SellerDisplay,
    Supplier,
    SupplierPaper,
)
from catalog.selectors.edition import edition_latest
from catalog.selectors.release import release_latest
from livecompliance.kernel import clock, duties
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.duties import Control, Reading, State, counted
from rooms import selectors as rooms

SOON, PAST = timedelta(days=30), timedelta(days=30)
ON_OFFER = (Offer.State.WAITING, Offer.State.APPROVED)


def _catalogue(actor: Actor, _at: datetime) -> Reading:
    base, own = release_latest(), edition_latest(actor)
    if base is None and own is None:
        return Reading(State.BREACHED, "nothing", 0)
    return Reading(State.MET, "held", own.number if own is not None else 0)


def _suppliers(actor: Actor, at: datetime) -> Reading:
    today = clock.to_date(at)
    used = Q(Exists(Offer.objects.of(actor).filter(seller=OuterRef("pk"), state__in=ON_OFFER)))
    found = (
        Supplier.objects.of(actor)
        .filter(used)
        .aggregate(
            whole=Count("pk"),
            wrong=Count("pk", filter=~Q(state=Supplier.State.VERIFIED) | Q(recheck_on__lt=today)),
            soon=Count("pk", filter=Q(recheck_on__range=(today, today + SOON))),
        )
    )
    papers = SupplierPaper.objects.of(actor).filter(state=SupplierPaper.State.APPROVED)
    ending = papers.filter(valid_until__range=(today, today + SOON)).count()
    return counted(found["wrong"], found["whole"], soon=found["soon"] + ending)


def _reviewed(actor: Actor, at: datetime) -> Reading:
    live = rooms.session_open_list(actor).filter(room=OuterRef("room"))
    shown = Offer.objects.of(actor).filter(Exists(live), state__in=ON_OFFER)
    barred = Q(product__standing__in=(Product.Standing.BLOCKED, Product.Standing.REFUSED))
    found = shown.aggregate(
        whole=Count("pk"),
        wrong=Count("pk", filter=barred | Q(state=Offer.State.WAITING)),
        soon=Count("pk", filter=~Q(digest=F("product__digest"))),
    )
    waiting = Product.objects.of(actor).filter(standing=Product.Standing.WAITING).count()
    return counted(found["wrong"], found["whole"], soon=found["soon"], waiting=waiting)


def _sellers(actor: Actor, at: datetime) -> Reading:
    sold = Pin.objects.of(actor).filter(session=OuterRef("pk"))
    shown = SellerDisplay.objects.of(actor).filter(session=OuterRef("pk"), hops__lte=1)
    past = rooms.sessions_begun(actor, at - PAST).filter(Exists(sold))
    found = past.aggregate(whole=Count("pk"), soon=Count("pk", filter=~Q(Exists(shown))))
    return counted(0, found["whole"], soon=found["soon"])


def _claims(actor: Actor, at: datetime) -> Reading:
    today = clock.to_date(at)
    held = Q(state=ClaimEvidence.State.APPROVED)
    found = ClaimEvidence.objects.of(actor).aggregate(
        whole=Count("pk", filter=held & (Q(valid_until=None) | Q(valid_until__gte=today))),
        soon=Count("pk", filter=held & Q(valid_until__range=(today, today + SOON))),
    )
    return counted(0, found["whole"], soon=found["soon"])


def _adverts(actor: Actor, at: datetime) -> Reading:
    running = Q(starts_at__lte=at, ends_at__gt=at, ended_at=None)
    found = (
        Advert.objects.of(actor)
        .filter(running)
        .exclude(state=Advert.State.REFUSED)
        .aggregate(
            whole=Count("pk"),
            wrong=Count("pk", filter=Q(state=Advert.State.WAITING) | Q(is_marked=False)),
        )
    )
    return counted(found["wrong"], found["whole"])


def _orders(actor: Actor, at: datetime) -> Reading:
    kept = PageSnapshot.objects.of(actor).filter(taken_at__gte=at - PAST).count()
    state = State.MET if kept else State.IDLE
    return Reading(state, "kept" if kept else "none", kept)


duties.register(
    Control(
        name="catalog.catalogue",
        clauses=("M-rules-and-catalogue", "O117-illegal-goods"),
        title=_("公布商品和服务负面目录，逐版留存，按目录判断商品"),
        words={
            "nothing": _("没有现行的负面目录"),
            "held": _("负面目录现行有效；平台自己的目录第 %(figure)s 版"),
        },
        read=_catalogue,
        page="catalogue",
    ),
    Control(
        name="catalog.suppliers",
        clauses=("M-supplier-check", "O117-supplier-check"),
        title=_("核验供应商身份、许可、信用和质量文件，到期复核"),
        words={
            "none": _("还没有在售商品的供应商"),
            "wrong": ngettext_lazy(
                "%(wrong)s 家在售供应商未核验或复核逾期，共 %(of)s 家",
                "%(wrong)s 家在售供应商未核验或复核逾期，共 %(of)s 家",
                "wrong",
            ),
            "soon": ngettext_lazy(
                "%(soon)s 项复核或证照 30 天内到期，供应商 %(of)s 家",
                "%(soon)s 项复核或证照 30 天内到期，供应商 %(of)s 家",
                "soon",
            ),
            "ok": ngettext_lazy(
                "在售的 %(of)s 家供应商均在核验有效期内",
                "在售的 %(of)s 家供应商均在核验有效期内",
                "of",
            ),
        },
        read=_suppliers,
        page="suppliers",
    ),
    Control(
        name="catalog.reviewed",
        clauses=("M-rules-and-catalogue", "O117-supplier-check", "O117-illegal-goods"),
        title=_("直播商品先审后播，内容变更重新审核"),
        words={
            "none": _("现在没有直播中的商品；待审商品见商品页"),
            "wrong": ngettext_lazy(
                "直播中的 %(of)s 件商品有 %(wrong)s 件未审核或不得销售",
                "直播中的 %(of)s 件商品有 %(wrong)s 件未审核或不得销售",
                "wrong",
            ),
            "soon": _("直播中的 %(of)s 件商品有 %(soon)s 件审核后内容有变"),
            "ok": ngettext_lazy(
                "直播中的 %(of)s 件商品均经审核，另有 %(waiting)s 件待审",
                "直播中的 %(of)s 件商品均经审核，另有 %(waiting)s 件待审",
                "of",
            ),
        },
        read=_reviewed,
        page="goods",
    ),
    Control(
        name="catalog.sellers",
        clauses=("O117-real-seller",),
        title=_("直播页面持续公示实际销售者"),
        words={
            "none": _("近 30 天没有销售商品的直播"),
            "soon": _("近 30 天 %(of)s 场中有 %(soon)s 场没有收到公示情况的回报"),
            "ok": ngettext_lazy(
                "近 30 天 %(of)s 场均有公示，一步可达", "近 30 天 %(of)s 场均有公示，一步可达", "of"
            ),
        },
        read=_sellers,
        page="goods",
    ),
    Control(
        name="catalog.claims",
        clauses=("M-18-2", "O117-price", "O117-false-publicity"),
        title=_("绝对化用语和比较价格须有依据"),
        words={
            "none": _("还没有经审核的宣传依据"),
            "soon": ngettext_lazy(
                "%(soon)s 份依据 30 天内到期，共 %(of)s 份",
                "%(soon)s 份依据 30 天内到期，共 %(of)s 份",
                "soon",
            ),
            "ok": ngettext_lazy("%(of)s 份宣传依据在有效期内", "%(of)s 份宣传依据在有效期内", "of"),
        },
        read=_claims,
        page="supplier-claims",
    ),
    Control(
        name="catalog.adverts",
        clauses=("M-paid-promotion", "M-advertisement", "O117-advertisement"),
        title=_("付费推广登记、核验广告主、审核并标明广告"),
        words={
            "none": _("现在没有付费推广"),
            "wrong": ngettext_lazy(
                "正在投放的 %(of)s 项推广中有 %(wrong)s 项未审核或未标明广告",
                "正在投放的 %(of)s 项推广中有 %(wrong)s 项未审核或未标明广告",
                "wrong",
            ),
            "ok": ngettext_lazy(
                "正在投放的 %(of)s 项推广均经审核并标明",
                "正在投放的 %(of)s 项推广均经审核并标明",
                "of",
            ),
        },
        read=_adverts,
        page="supplier-adverts",
    ),
    Control(
        name="catalog.orders",
        clauses=("O117-evidence-3y",),
        title=_("下单时的商品页面快照随交易信息保存"),
        words={
            "none": _("近 30 天没有收到下单快照"),
            "kept": ngettext_lazy(
                "近 30 天保存下单快照 %(figure)s 份", "近 30 天保存下单快照 %(figure)s 份", "figure"
            ),
        },
        read=_orders,
        page="goods",
    ),
)
