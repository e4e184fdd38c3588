"""A tenant's record for everybody: checkpoints, who witnessed them, tiles and proofs."""

import base64
import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseNotAllowed
from django.utils.translation import gettext as _

from accounts import selectors as accounts
from accounts.models import Tenant
from ledger import notes
from ledger import selectors as ledger
from ledger.models import Checkpoint
from ledger.providers import SignerLost
from livecompliance.kernel import clock, public
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import DomainError, Invalid, NotFound, Unavailable
from livecompliance.kernel.tenancy import acting
from oversight import selectors as oversight
from oversight.selectors import timestamp as stamps

MOST_SHOWN = 20
NEWEST_S, FOR_EVER_S = 2, 365 * 24 * 3600
PLAIN = "text/plain; charset=utf-8"
TILE = re.compile(r"((?:x\d{3}/)*)(\d{3})(?:\.p/([1-9]\d{0,2}))?")
HIGHEST = 7  # level of a tile: 256**8 leaves are more than there are
WHOLE = 256
AWAITED = timedelta(hours=1)  # for so long witnesses may still sign a checkpoint


def checkpoint(request: HttpRequest, actor: Actor) -> public.Shown:
    """Show what is signed of a platform's record, and how anybody keeps and checks it."""
    newest = ledger.checkpoint_latest(actor)
    return public.Shown(
        "public/checkpoint.html",
        partial(_told, actor, newest),
        made_of=(newest.size if newest else 0, oversight.witnessed_latest(actor) or 0),
    )


def _told(actor: Actor, newest: Checkpoint | None) -> dict[str, Any]:
    return {
        "newest": newest,
        "root": bytes(newest.root).hex() if newest else "",
        "past": [
            {"size": one.size, "at": one.at, "root": bytes(one.root).hex()}
            for one in ledger.checkpoint_list(actor)[:MOST_SHOWN]
        ],
        "keys": _keys_known(actor),
        "stamp": stamps.timestamp_latest(actor),
        **_witnessed(actor),
    }


def _witnessed(actor: Actor) -> dict[str, Any]:
    size = oversight.witnessed_latest(actor)
    if size is None:
        return {"witnesses": oversight.witnesses_known(actor)}
    return {
        "witnessed": size,
        "cosignatures": oversight.cosignatures_of(actor, [size])[size],
        "witnesses": oversight.witnesses_known(actor),
    }


def _keys(actor: Actor) -> list[str]:
    """Return the verifier keys of a tenant's record, the present one first.

    Raises:
        Unavailable: the key that signs, or one that did, cannot be read.
    """
    try:
        [(origin, keys)] = ledger.keys_of(actor.tenant_id).items()
    except (SignerLost, notes.BadNote):
        raise Unavailable(_("签名公钥暂时无法读取，请稍后再试。")) from None
    return [notes.verifier_key(origin, one) for one in keys]


def _keys_known(actor: Actor) -> list[str]:
    """Return the verifier keys; none while nobody can say which key signs."""
    try:
        return _keys(actor)
    except Unavailable:
        return []


def text(request: HttpRequest, language: str, slug: str) -> HttpResponse:
    """Give the newest checkpoint, that of the tree of `size` leaves, or with `witnessed` the newest
    that somebody outside signed; below it stands what witnesses signed of it.
    """
    return _answer(request, slug, _note)


def key(request: HttpRequest, language: str, slug: str) -> HttpResponse:
    """Give the verifier keys, one a line, the present one first."""
    return _answer(request, slug, lambda actor, _: _plain("\n".join(_keys(actor)) + "\n", 300))


def witnesses(request: HttpRequest, language: str, slug: str) -> HttpResponse:
    """Give the verifier keys of whoever witnesses this record or did, one a line."""
    return _answer(
        request,
        slug,
        lambda actor, _: _plain(
            "".join(f"{key}\n" for _name, key, _size in oversight.witnesses_known(actor)), 300
        ),
    )


def timestamp(request: HttpRequest, language: str, slug: str) -> HttpResponse:
    """Give the newest timestamp (RFC 3161, TimeStampResp), or that of the tree of `size` leaves."""
    return _answer(request, slug, _stamp)


def tile(request: HttpRequest, language: str, slug: str, level: int, place: str) -> HttpResponse:
    """Give one tile of the tree: up to 256 hashes, one after the other (C2SP tlog-tiles)."""
    return _answer(request, slug, partial(_tile, level, place))


def inclusion(request: HttpRequest, language: str, slug: str) -> HttpResponse:
    """Prove that `entry` (its id) is in the newest tree, or in that of `size` leaves."""
    return _answer(request, slug, _inclusion)


def consistency(request: HttpRequest, language: str, slug: str) -> HttpResponse:
    """Prove that the tree of `to` leaves (the newest, if not said) begins with that of `from`."""
    return _answer(request, slug, _consistency)


Answer = Callable[[Actor, Mapping[str, str]], HttpResponse]


def _answer(request: HttpRequest, slug: str, make: Answer) -> HttpResponse:
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    tenant_id = accounts.tenant_find(slug)
    if tenant_id is None:
        raise NotFound(_("没有这个平台。"))
    actor = Actor(tenant_ids=frozenset({tenant_id}), roles=frozenset({"public"}))
    with acting(actor), transaction.atomic():
        _require_known(accounts.tenant_get(actor))
        try:
            answer = make(actor, request.GET)
        except DomainError as refusal:
            answer = JsonResponse(
                {"code": refusal.code, "detail": refusal.message}, status=refusal.status
            )
            answer.headers["Cache-Control"] = "no-store"
    answer.headers["Access-Control-Allow-Origin"] = "*"
    return answer


def _require_known(tenant: Tenant) -> None:
    """Refuse a closed tenant; what a suspended one did is still proved."""
    if tenant.state == Tenant.State.CLOSED:
        raise NotFound(_("没有这个平台。"))


def _plain(body: str, max_age_s: int) -> HttpResponse:
    cache = {"Cache-Control": f"public, max-age={max_age_s}"}
    return HttpResponse(body, content_type=PLAIN, headers=cache)


def _stamp(actor: Actor, given: Mapping[str, str]) -> HttpResponse:
    size = _number(given, "size")
    found = stamps.timestamp_latest(actor) if size is None else stamps.timestamp_of(actor, size)
    if found is None:
        raise NotFound(_("这个检查点没有时间戳。"))
    answer = HttpResponse(bytes(found.response), content_type="application/timestamp-reply")
    answer.headers["Cache-Control"] = f"public, max-age={NEWEST_S if size is None else FOR_EVER_S}"
    return answer


def _note(actor: Actor, given: Mapping[str, str]) -> HttpResponse:
    size = _number(given, "size")
    if size is None and "witnessed" in given:
        size = oversight.witnessed_latest(actor)
        if size is None:
            raise NotFound(_("还没有见证方签过的检查点。"))
        keep_s = NEWEST_S
    else:
        keep_s = NEWEST_S if size is None else FOR_EVER_S
    signed = _signed(actor, size)
    seen = oversight.cosignatures_of(actor, [signed.size]).get(signed.size, [])
    if not seen and signed.at > clock.now() - AWAITED and oversight.witnesses_known(actor):
        keep_s = min(keep_s, 60)
    return _plain(signed.note + "".join(f"{one.line}\n" for one in seen), keep_s)


def _signed(actor: Actor, size: int | None) -> Checkpoint:
    if size is not None:
        return ledger.checkpoint_at(actor, size)
    newest = ledger.checkpoint_latest(actor)
    if newest is None:
        raise NotFound(_("还没有检查点：第一条记录封存后才有。"))
    return newest


def _tile(level: int, place: str, actor: Actor, _given: Mapping[str, str]) -> HttpResponse:
    found = TILE.fullmatch(place)
    if not found or level > HIGHEST or len(place) > 40:
        raise NotFound(_("没有这一片。"))
    groups = found[1].replace("x", "").replace("/", "")
    width = int(found[3] or WHOLE)
    hashes = ledger.hashes_at(actor, level, int(groups + found[2]), width)
    keep = FOR_EVER_S if width == WHOLE else NEWEST_S
    return HttpResponse(
        b"".join(hashes),
        content_type="application/octet-stream",
        headers={"Cache-Control": f"public, max-age={keep}"},
    )


def _inclusion(actor: Actor, given: Mapping[str, str]) -> HttpResponse:
    try:
        entry_id = UUID(given.get("entry", ""))
    except ValueError:
        raise Invalid(_("entry 须是记录的编号。")) from None
    proof = ledger.entry_proof(actor, entry_id, _number(given, "size"))
    return _json(
        {
            "entry": str(entry_id),
            "index": proof.place,
            "size": proof.checkpoint.size,
            "leaf_hash": _coded(proof.leaf_hash),
            "hashes": [_coded(one) for one in proof.hashes],
            "checkpoint": proof.checkpoint.note,
        }
    )


def _consistency(actor: Actor, given: Mapping[str, str]) -> HttpResponse:
    first = _number(given, "from")
    if first is None:
        raise Invalid(_("from 须是一个检查点的大小。"))
    old, new = _signed(actor, first), _signed(actor, _number(given, "to"))
    if not 0 < old.size <= new.size:
        raise Invalid(_("from 不得大于 to。"))
    hashes = ledger.tree_of(actor).consistency(old.size, new.size)
    return _json(
        {
            "from": old.size,
            "to": new.size,
            "hashes": [_coded(one) for one in hashes],
            "checkpoints": [old.note, new.note],
        }
    )


def _json(body: dict[str, Any]) -> HttpResponse:
    return JsonResponse(body, headers={"Cache-Control": f"public, max-age={NEWEST_S}"})


def _coded(hash_: bytes) -> str:
    return base64.b64encode(hash_).decode()


def _number(given: Mapping[str, str], name: str) -> int | None:
    """Return a size that was asked for; None when none was.

    Raises:
        Invalid: it is no size.
    """
    value = given.get(name, "")
    if not value:
        return None
    if not (value.isascii() and value.isdigit() and len(value) <= 18):
        raise Invalid(_("%(name)s 须是检查点的大小，即记录条数。") % {"name": name})
    return int(value)
