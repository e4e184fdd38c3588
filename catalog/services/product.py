"""Goods are handed in, judged and kept; every verdict stays with the catalogue it was given by."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

from django.db import transaction

from catalog import policies
from catalog.events import ProductsJudged
from catalog.models import Product, ProductVerdict
from catalog.rules import goods as rules
from catalog.rules.goods import Fault, Faulty, Good
from catalog.rules.offers import gist
from catalog.services.standard import Opinion, standard_now
from ledger import services as record
from livecompliance.kernel import clock, events
from livecompliance.kernel.actors import Actor

CLAUSE = "M-rules-and-catalogue"
DECIDED = (Product.Standing.APPROVED, Product.Standing.REFUSED)
CONTENT = ("kind", "title", "description", "category", "brand", "price_fen", "attributes",
           "labels", "barcodes", "digest", "revision", "verdict", "standing", "catalogue",
           "grounds", "nearest", "judged_at", "waiting_since", "changed_at", "batch",
           "line")  # fmt: skip


@dataclass(slots=True)
class Checked:
    """The answer about one item: an opinion, or the fault that it was refused for."""

    good: Good | None = None
    fault: Fault | None = None
    opinion: Opinion | None = None
    doubts: list[Fault] = field(default_factory=list)
    product: Product | None = None
    line: int | None = None


class Answers(NamedTuple):
    """The answers in the order of the items, and by which catalogue they were given."""

    catalogue: str
    answers: list[Checked]


class Whole(NamedTuple):
    """An item that can be taken, with what is thought of it."""

    answer: Checked
    good: Good
    opinion: Opinion


class Source(NamedTuple):
    """The import that items come from: its job, and the line of each."""

    batch: UUID
    lines: Sequence[int]


@transaction.atomic
def products_check(
    *, actor: Actor, items: Sequence[object], is_kept: bool = False, source: Source | None = None
) -> Answers:
    """Judge items; keep them when that is asked. A bad one is named and stops no other.

    The same content under the same number, judged by the same catalogue, is kept once. Of two
    lines of one import with the same number the first stands, however far apart they are.

    Raises:
        Forbidden: the actor may not hand goods in.

    Law: M-rules-and-catalogue
    """
    policies.require_submit(actor)
    standard = standard_now(actor)
    answers = [_read(one, is_kept) for one in items]
    if source:
        for one, line in zip(answers, source.lines, strict=True):
            one.line = line
    if is_kept:
        _refuse_twice(answers)
        if source:
            _refuse_again(actor, answers, source)
    pairs = [(one, one.good) for one in answers if one.good is not None]
    opinions = standard.judge([good for _, good in pairs])
    whole = [Whole(*pair, opinion) for pair, opinion in zip(pairs, opinions, strict=True)]
    for answer, _good, opinion in whole:
        answer.opinion = opinion
    if is_kept and whole:
        _keep(actor, whole, standard.label, source)
    return Answers(standard.label, answers)


def _read(item: object, is_kept: bool) -> Checked:
    try:
        good = rules.read(item, is_kept=is_kept)
    except Faulty as faulty:
        return Checked(fault=faulty.fault)
    return Checked(good, doubts=rules.doubts(good))


def _refuse_twice(answers: list[Checked]) -> None:
    """Let the first of two with one number stand; which of them was meant nobody can know."""
    seen: set[str] = set()
    for one in answers:
        if one.good is None:
            continue
        if one.good.external_id in seen:
            one.good, one.fault = None, Fault("duplicate_in_batch", "external_id")
        else:
            seen.add(one.good.external_id)


def _refuse_again(actor: Actor, answers: list[Checked], source: Source) -> None:
    """Refuse what another line of the same import said before; a line that is read again is one."""
    numbers = [one.good.external_id for one in answers if one.good]
    rows = Product.objects.of(actor).filter(external_id__in=numbers, batch=source.batch)
    lines = dict(rows.values_list("external_id", "line"))
    for one in answers:
        line = lines.get(one.good.external_id) if one.good else None
        if line is not None and line != one.line:
            one.good = None
            one.fault = Fault("duplicate_of_line", "external_id", {"line": str(line)})


def _keep(actor: Actor, whole: list[Whole], label: str, source: Source | None) -> None:
    numbers = sorted(one.good.external_id for one in whole)
    rows = Product.objects.of(actor).filter(external_id__in=numbers)
    known = {one.external_id: one for one in rows.select_for_update().order_by("external_id")}
    changed, written = [], []
    for answer, good, opinion in whole:
        before = known.get(good.external_id)
        if before and before.digest == good.digest and before.catalogue == label:
            answer.product = before
            if not source:
                continue
        else:
            answer.product = _product(actor, good, before)
            judged_by(answer.product, opinion, label, before)
            changed.append(answer.product)
        answer.product.batch, answer.product.line = source.batch if source else None, answer.line
        written.append(answer.product)
    if written:
        written.sort(key=lambda product: product.external_id)
        Product.objects.bulk_create(
            written,
            update_conflicts=True,
            unique_fields=["tenant", "external_id"],
            update_fields=CONTENT,
        )
        _name_as_kept(actor, [one for one in written if one.external_id not in known])
    if changed:
        causes = ProductVerdict.Cause
        verdicts_add(actor, changed, causes.IMPORTED if source else causes.SUBMITTED)


def _name_as_kept(actor: Actor, new: Sequence[Product]) -> None:
    """Give new rows the id that they have: another call may have kept the same number first."""
    numbers = [one.external_id for one in new]
    rows = Product.objects.of(actor).filter(external_id__in=numbers)
    ids = dict(rows.values_list("external_id", "pk")) if numbers else {}
    for one in new:
        one.pk = ids[one.external_id]


def _product(actor: Actor, good: Good, before: Product | None) -> Product:
    """Return the row of a product with the content of now."""
    now = clock.now()
    product = Product(
        tenant_id=actor.tenant_id,
        external_id=good.external_id,
        kind=good.kind,
        title=good.title,
        description=good.description,
        category=good.category,
        brand=good.brand,
        price_fen=good.price_fen,
        attributes=dict(good.attributes),
        labels=list(good.labels),
        barcodes=list(good.barcodes),
        digest=good.digest,
        changed_at=now,
        created_at=now,
    )
    if before is not None:
        product.pk, product.created_at = before.pk, before.created_at
        product.waiting_since = before.waiting_since
        is_new = before.digest != good.digest
        product.revision = before.revision + is_new
        product.changed_at = now if is_new else before.changed_at
    return product


def judged_by(product: Product, opinion: Opinion, label: str, before: Product | None) -> None:
    """Put what a catalogue says of it on the row of a product.

    What an officer decided stands while the content is the same and so is what he looked at.
    """
    product.verdict = opinion.judged.verdict
    product.grounds = rules.grounds_of(opinion.judged)
    product.nearest = rules.near_of(opinion.nearest)
    product.catalogue, product.judged_at = label, clock.now()
    product.stand(_standing(product, opinion.standing, before))


def _standing(product: Product, said: str, before: Product | None) -> str:
    if before is None or before.digest != product.digest:
        return said
    if before.standing in DECIDED and gist_of(before) == gist_of(product):
        return before.standing
    is_again = before.standing == Product.Standing.REFUSED and said == Product.Standing.CLEAR
    return Product.Standing.WAITING if is_again else said  # who looked once looks again


def gist_of(product: Product) -> tuple[str, frozenset[str], frozenset[str]]:
    """Return what of a product's verdict a decision rests on."""
    return gist(product.verdict, product.grounds, product.nearest)


def verdicts_add(actor: Actor, products: Sequence[Product], cause: str) -> None:
    """Keep the verdicts on products, write one entry of the record, and announce them."""
    ProductVerdict.objects.bulk_create(
        ProductVerdict(
            tenant_id=actor.tenant_id,
            product=one,
            cause=cause,
            revision=one.revision,
            digest=one.digest,
            catalogue=one.catalogue,
            verdict=one.verdict,
            standing=one.standing,
            grounds=one.grounds,
            nearest=one.nearest,
            judged_at=one.judged_at,
        )
        for one in products
    )
    single = products[0] if len(products) == 1 else None
    record.entry_append(
        actor=actor,
        action="catalog.products_judged",
        subject=("product", single.pk) if single else ("tenant", actor.tenant_id),
        clause=CLAUSE,
        data={
            "cause": cause,
            "catalogue": products[0].catalogue,
            "number": len(products),
            "standings": dict(Counter(str(one.standing) for one in products)),
        },
    )
    events.publish(ProductsJudged(actor, tuple(one.pk for one in products)))
