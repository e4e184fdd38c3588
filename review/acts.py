"""In what words the record tells what happened in review."""

from django.utils.translation import gettext_lazy as _

from livecompliance.kernel import acts
from livecompliance.kernel.acts import Data, Told
from review.selectors import names, words


def _outcome(data: Data) -> str:
    return words.outcome_name(str(data.get("outcome", "")))


def _right(data: Data) -> str:
    return words.right_name(str(data.get("right", "")))


TOLD = {
    "review.item_claimed": Told(_("领取审核事项"), _("%(who)s领取了%(object)s")),
    "review.item_released": Told(_("归还审核事项"), _("%(who)s归还了%(object)s")),
    "review.lease_ended": Told(_("租约到期"), _("%(object)s的租约到期，重新等待处理")),
    "review.item_skipped": Told(_("跳过审核事项"), _("%(who)s跳过了%(object)s")),
    "review.item_escalated": Told(_("升级审核事项"), _("%(who)s把%(object)s交给了其他专员")),
    "review.difference_discussed": Told(
        _("说明分歧的理由"), _("%(who)s就%(object)s的结论分歧说明了理由")
    ),
    "review.item_decided": Told(
        _("决定审核事项"), _("%(who)s处理了%(object)s：%(outcome)s"), {"outcome": _outcome}
    ),
    "review.round_made": Told(
        _("完成巡查"),
        _("%(who)s巡查了%(object)s：%(outcome)s，用时 %(seconds)s 秒"),
        {"outcome": _outcome},
    ),
    "review.round_missed": Told(_("漏巡"), _("%(object)s有一次巡查到期未做")),
    "review.golden_written": Told(_("编写质检题"), _("%(who)s编写了一道质检题")),
    "review.golden_retired": Told(_("停用质检题"), _("%(who)s停用了一道质检题")),
    "review.difference_settled": Told(
        _("裁定分歧"), _("%(who)s裁定了%(object)s的分歧：%(right)s"), {"right": _right}
    ),
    "review.pictures_shown": Told(_("显示有害画面"), _("%(who)s选择了直接显示有害画面")),
    "review.pictures_blurred": Told(_("模糊有害画面"), _("%(who)s恢复了有害画面的模糊")),
}


acts.register(TOLD, {"review_item": names.item_names, "review_golden": names.golden_names})
