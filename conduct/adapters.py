"""What conduct gives to the app below: its watches of batches, and the lists as a pack."""

from conduct import selectors, services
from livecompliance.kernel.actors import Actor
from moderation import services as moderation
from moderation.selectors.family import family_register
from stage import selectors as stage


def own_packs(actor: Actor) -> moderation.OwnPacks | None:
    """Return the tenant's lists and models as packs: one row is asked for, more only when new."""
    stamp = selectors.lists_stamp(actor)
    return moderation.OwnPacks(stamp, lambda: selectors.packs_of(actor)) if stamp else None


moderation.own_packs_register(own_packs)
stage.withheld_register("publicity", services.withheld)
for watch in (
    services.jumps_watch,
    services.promotion_watch,  # after the links were written down
    services.company_watch,
    services.goods_watch,
    services.criticism_watch,
    services.traffic_watch,
    services.likeness_watch,
    services.claims_watch,
    services.memory_watch,  # after all that remember
):
    moderation.watch_register(watch)
family_register(
    {
        "F-LEARNT": {"zh": "学习信号", "en": "Learnt signal"},
        "F-OTHERS": {"zh": "为他人推广引流", "en": "Promotion for barred others"},
        "GOODS-UNREVIEWED": {"zh": "展示未经审核的商品", "en": "Goods not reviewed"},
        "SELLER-HIDDEN": {"zh": "未依规展示实际销售者", "en": "Actual seller not shown"},
        "CRITICISM-HIDDEN": {"zh": "不利评价被集中处置", "en": "Criticism removed"},
        "TRAFFIC-ODD": {"zh": "数据异常", "en": "Odd figures"},
        "OTHERS-ON-AIR": {"zh": "与被禁止者同场", "en": "On air with somebody barred"},
        "GUEST-UNKNOWN": {"zh": "连线嘉宾身份不明", "en": "Unknown guest"},
        "SPEECH-LOOSE": {"zh": "嘉宾发言无从对应", "en": "Speech of nobody"},
        "LIKENESS-FORGED": {"zh": "疑似换脸或声音克隆", "en": "Swapped face or cloned voice"},
        "CLAIM-REPEATED": {"zh": "反复违规宣传", "en": "Claim repeated"},
    }
)
