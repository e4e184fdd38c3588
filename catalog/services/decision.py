"""Officers decide on goods that are ambiguous, or that an entry took for something they are not."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from catalog import policies
from catalog.events import ProductsJudged
from catalog.models import Product, ProductDecision, ProductVerdict
from catalog.selectors.desk import lease_of
from ledger import services as record
from livecompliance.kernel import clock, events, live, personal
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Conflict, Invalid, NotFound

CLAUSE = "M-rules-and-catalogue"
LISTED = ("gate", "block")
SHORTEST, LONGEST = 4, 300


class AlreadyStands(Conflict):
    code = "already_stands"


class ProductHeld(Conflict):
    """Another officer looks at the product just now."""

    code = "product_held"


class SecondPerson(Conflict):
    """What the catalogue forbids or holds back is let pass by two officers, or not at all."""

    code = "second_person"


@transaction.atomic
def product_decide(
    *,
    actor: Actor,
    product_id: UUID,
    is_allowed: bool,
    reason: str,
    revision: int,
    at: datetime | None = None,
) -> Product:
    """Say that a product may be sold, or may not, having looked at its verdict.

    Goods that an entry forbids or holds back are let pass by a second officer only.

    Args:
        revision: the content that the officer saw.
        at: the instant of an act that decides several; now, else.

    Raises:
        Forbidden: no officer.
        NotFound: no such product.
        AlreadyStands: the content changed meanwhile, or it stands so already.
        ProductHeld: another officer has it in hand.
        SecondPerson: his own word alone does not let it pass.
        Invalid: no reason, or one that names somebody.

    Law: M-rules-and-catalogue
    """
    officer = policies.require_judge(actor)
    said = _sense(reason)
    product = Product.objects.of(actor).select_for_update().filter(pk=product_id).first()
    if product is None:
        raise NotFound(_("没有这件商品。"))
    require_free(actor, product)
    wanted = Product.Standing.APPROVED if is_allowed else Product.Standing.REFUSED
    if product.revision != revision or product.standing == wanted:
        raise AlreadyStands(_("商品的内容或结论刚刚变了，请重新查看。"))
    verdict = ProductVerdict.objects.of(actor).filter(product=product).order_by("-id")[:1].get()
    is_final = _is_final(actor, product, verdict, is_allowed=is_allowed)
    ProductDecision.objects.create(
        tenant_id=actor.tenant_id,
        product=product,
        verdict=verdict,
        is_allowed=is_allowed,
        is_final=is_final,
        before=product.standing,
        reason=said,
        decided_by_id=officer,
        decided_at=at or clock.now(),
    )
    product.stand(wanted if is_final else Product.Standing.WAITING)
    product.save(update_fields=["standing", "waiting_since"])
    record.entry_append(
        actor=actor,
        action="catalog.product_decided",
        subject=("product", product.pk),
        clause=CLAUSE,
        data={
            "is_allowed": is_allowed,
            "is_final": is_final,
            "catalogue": verdict.catalogue,
            "verdict": verdict.verdict,
            "reason": said,
        },
    )
    events.publish(ProductsJudged(actor, (product.pk,)))
    live.ring_on_commit(actor.tenant_id, "wall", "all")
    return product


def require_free(actor: Actor, product: Product) -> None:
    """Raise ProductHeld while another officer has a product in hand."""
    held = lease_of(actor, product.pk)
    if held is not None and held.officer_id != actor.user_id:
        raise ProductHeld(_("%(who)s正在审核这件商品。") % {"who": held.officer.display_name})


def _sense(reason: str) -> str:
    said = " ".join(reason.split())
    if not SHORTEST <= len(said) <= LONGEST:
        raise Invalid(_("请用 4–300 个字说明理由。"), field="reason")
    if personal.names_somebody(said):
        raise Invalid(_("理由中请不要写证件号、手机号、银行卡号或邮箱。"), field="reason")
    return said


def _is_final(actor: Actor, product: Product, verdict: ProductVerdict, *, is_allowed: bool) -> bool:
    """Tell whether an officer's word is the last: of what is listed, only after another's."""
    if not is_allowed or product.verdict not in LISTED:
        return True
    before = ProductDecision.objects.of(actor).filter(
        verdict=verdict, is_allowed=True, undo__isnull=True
    )
    first = before.order_by("-id").first()
    if first is None:
        return False
    if first.decided_by_id == actor.user_id:
        raise SecondPerson(_("目录所列的商品须由另一名合规专员复核后才能放行。"), law=CLAUSE)
    return True
