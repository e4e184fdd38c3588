"""What withholding and reporting of tax say of duties."""

from datetime import datetime

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from livecompliance.kernel import duties
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.duties import Control, Reading, State, counted
from office import selectors as office
from tax.models import Payee, Sign

WITHHELD, REPORTED = (
    ("tax_withholding",),
    ("tax_report", "tax_correction", "tax_order", "tax_basics"),
)


def _withheld(actor: Actor, at: datetime) -> Reading:
    return office.clocks_reading(actor, WITHHELD, at)


def _reported(actor: Actor, at: datetime) -> Reading:
    told = office.clocks_reading(actor, REPORTED, at)
    if told.state is not State.IDLE:
        return told
    held = Payee.objects.of(actor).count()
    return Reading(State.MET, "held", held) if held else told


def _signs(actor: Actor, _at: datetime) -> Reading:
    found = Sign.objects.of(actor).aggregate(
        whole=Count("pk"), soon=Count("pk", filter=Q(state=Sign.State.OPEN))
    )
    return counted(0, found["whole"], soon=found["soon"])


duties.register(
    Control(
        name="tax.withheld",
        clauses=("M-withholding",),
        title=_("劳务报酬等代扣代缴，次月十五日内申报"),
        words=office.CLOCK_WORDS,
        read=_withheld,
        page="tax",
    ),
    Control(
        name="tax.reported",
        clauses=("M-tax-report", "M-tax-reminder"),
        title=_("收款人身份和收入信息按季报送，更正限期完成"),
        words=office.CLOCK_WORDS
        | {
            "held": ngettext_lazy(
                "收款人 %(figure)s 个在册，还没有到期的报送",
                "收款人 %(figure)s 个在册，还没有到期的报送",
                "figure",
            )
        },
        read=_reported,
        page="tax",
    ),
    Control(
        name="tax.signs",
        clauses=("M-withholding",),
        title=_("识别拆分收入、转换所得等迹象"),
        words={
            "none": _("没有发现迹象"),
            "soon": ngettext_lazy("%(soon)s 项迹象待专员核对", "%(soon)s 项迹象待专员核对", "soon"),
            "ok": ngettext_lazy("%(of)s 项迹象均已核对", "%(of)s 项迹象均已核对", "of"),
        },
        read=_signs,
        page="tax-signs",
    ),
)
