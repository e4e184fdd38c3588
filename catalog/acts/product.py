"""In what words the record tells what happened to goods."""

from django.utils.translation import gettext_lazy as _

from catalog import selectors
from livecompliance.kernel import acts
from livecompliance.kernel.acts import Data, Told

CAUSES = {
    "submitted": _("提交"),
    "imported": _("批量导入"),
    "catalogue": _("目录变更后重判"),
}


def _cause(data: Data) -> object:
    return CAUSES.get(str(data.get("cause")), "")


def _decided(data: Data) -> object:
    return _("可以销售") if data.get("is_allowed") else _("不得销售")


def _state(data: Data) -> object:
    return OFFERS.get(str(data.get("state")), "")


OFFERS = {
    "waiting": _("待审核"),
    "approved": _("已通过"),
    "refused": _("未通过"),
    "withdrawn": _("已撤下"),
}
OFFER = {"state": _state}
TOLD = {
    "catalog.products_judged": Told(
        _("商品判定"),
        _("%(who)s的 %(number)s 件商品按目录“%(catalogue)s”判定（%(cause)s）%(object)s"),
        {"cause": _cause},
    ),
    "catalog.product_decided": Told(
        _("审核商品"), _("%(who)s审核了商品%(object)s：%(decided)s"), {"decided": _decided}
    ),
    "catalog.product_undone": Told(_("撤销商品审核"), _("%(who)s撤销了刚才对商品%(object)s的决定")),
    "catalog.offer_proposed": Told(
        _("提交选品"), _("%(who)s为直播间%(object)s提交了选品 %(product)s：%(state)s"), OFFER
    ),
    "catalog.offer_settled": Told(
        _("选品随商品更新"),
        _("直播间%(object)s的选品 %(product)s 随商品判定更新：%(state)s"),
        OFFER,
    ),
    "catalog.offer_decided": Told(
        _("审核选品"), _("%(who)s审核了直播间%(object)s的选品 %(product)s：%(state)s"), OFFER
    ),
    "catalog.offer_withdrawn": Told(
        _("撤下选品"), _("%(who)s撤下了直播间%(object)s的选品 %(product)s"), OFFER
    ),
    "catalog.offer_held": Told(
        _("暂停销售"), _("%(who)s依知识产权侵权通知暂停了直播间%(object)s的选品 %(product)s")
    ),
    "catalog.offer_released": Told(
        _("恢复销售"), _("%(who)s终止了对直播间%(object)s的选品 %(product)s 的暂停措施")
    ),
    "catalog.page_kept": Told(_("留存商品页面"), _("%(who)s为%(object)s留存了下单时的商品页面")),
    "catalog.seller_shown": Told(
        _("上报销售者展示"), _("%(who)s上报了%(object)s怎样展示实际销售者")
    ),
}

acts.register(TOLD, {"product": selectors.product_names})
