"""A tenant begins, is suspended, resumes, sets its own numbers, closes."""

import re
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts import policies, selectors
from accounts.models import ApiKey, Membership, Tenant, TenantKey
from accounts.services.access import access_doubt
from accounts.services.policy import policy_put
from ledger import services as record
from livecompliance.kernel import clock, crypto, tenancy
from livecompliance.kernel.actors import Actor, system_actor
from livecompliance.kernel.exceptions import Conflict, Invalid
from livecompliance.kernel.ids import uuid7

SLUG = re.compile(r"[a-z][a-z0-9-]{2,39}")


class SlugTaken(Conflict):
    code = "slug_taken"


class TenantClosed(Conflict):
    code = "tenant_closed"


def tenant_create(*, slug: str, name: str, kind: str = Tenant.Kind.PLATFORM) -> Tenant:
    """Begin a tenant, with its first data key. For whoever runs the product, not for tenants.

    Args:
        slug: lower-case letters, digits and hyphens, 3 to 40; part of every login name.

    Raises:
        Invalid: the slug has another form, or the kind does not exist.
        SlugTaken: another tenant has it.
    """
    if not SLUG.fullmatch(slug) or kind not in Tenant.Kind.values or not name.strip():
        raise Invalid(_("租户代号须以字母开头，由 3–40 位小写字母、数字或连字符组成。"))
    tenant_id = uuid7()
    actor = system_actor(tenant_id)
    with tenancy.acting(actor), transaction.atomic():
        try:
            with transaction.atomic():
                tenant = Tenant.objects.create(id=tenant_id, slug=slug, name=name, kind=kind)
        except IntegrityError:
            raise SlugTaken(_("这个租户代号已被使用。")) from None
        key_id = uuid7()
        context = f"{tenant_id}|accounts.tenantkey|wrapped|{key_id}"
        TenantKey.objects.create(
            id=key_id,
            tenant=tenant,
            purpose="field",
            wrapped=crypto.keyring().wrap(crypto.new_key(), context),
        )
        record.entry_append(
            actor=actor,
            action="accounts.tenant_created",
            subject=("tenant", tenant_id),
            data={"slug": slug, "kind": kind},
        )
    return tenant


@transaction.atomic
def tenant_suspend(*, actor: Actor, reason: str) -> Tenant:
    """Stop a tenant: nobody signs in, no key works, nothing is lost.

    Raises:
        TenantClosed: it is closed already.
    """
    return _state_set(actor, Tenant.State.SUSPENDED, reason, "accounts.tenant_suspended")


@transaction.atomic
def tenant_resume(*, actor: Actor, reason: str) -> Tenant:
    """Let a suspended tenant work again.

    Raises:
        TenantClosed: it is closed; a closed tenant does not come back.
    """
    return _state_set(actor, Tenant.State.ACTIVE, reason, "accounts.tenant_resumed")


@transaction.atomic
def tenant_close(*, actor: Actor, reason: str) -> Tenant:
    """Close a tenant for good: keys revoked, members deactivated; the record stays.

    Raises:
        TenantClosed: it is closed already.
    """
    tenant = _state_set(actor, Tenant.State.CLOSED, reason, "accounts.tenant_closed")
    now = clock.now()
    ApiKey.objects.of(actor).filter(revoked_at=None).update(revoked_at=now)
    Membership.objects.of(actor).update(is_active=False)
    tenant.closed_at = now
    tenant.save(update_fields=["closed_at"])
    return tenant


def _state_set(actor: Actor, state: str, reason: str, action: str) -> Tenant:
    policies.require_manage_people(actor)
    tenant = selectors.tenant_get(actor)
    if tenant.state == Tenant.State.CLOSED:
        raise TenantClosed(_("租户已关闭，不能再变更。"))
    if not reason.strip():
        raise Invalid(_("请写明原因。"), field="reason")
    before, tenant.state = tenant.state, state
    tenant.save(update_fields=["state"])
    record.entry_append(
        actor=actor,
        action=action,
        subject=("tenant", tenant.pk),
        data={"from": before, "to": state, "reason": reason},
    )
    access_doubt(tenant.pk)
    return tenant


# What a tenant may set for itself: (lowest, highest, default, unit). All lie inside the law.
NUMBERS: dict[str, tuple[int, int, int, str]] = {
    "undo_window_s": (0, 60, 10, "s"),
    "acknowledge_s": (10, 600, 60, "s"),
    "execute_s": (5, 600, 30, "s"),
    "risk_prompt": (5, 95, 30, "points"),
    "risk_warning": (10, 98, 55, "points"),
    "risk_limit": (20, 100, 75, "points"),
    "step_up_minutes": (1, 60, 10, "min"),
    "step_up_mfa": (0, 1, 0, "switch"),
    "step_up_suspend": (0, 1, 0, "switch"),
    "unmask_per_hour": (1, 1000, 30, "times"),
    "domicile_code": (0, 659_999, 0, "code"),
    "minor_access_h": (1, 168, 8, "hours"),
    "retention_waits": (0, 1, 1, "switch"),
    "retention_grace_d": (0, 30, 7, "days"),
    "retention_margin_d": (0, 3650, 90, "days"),
    "review_within_h": (0, 720, 0, "hours"),
    "quiet_from_h": (0, 23, 22, "h"),
    "quiet_to_h": (0, 23, 8, "h"),
    "filing_warn_d": (1, 120, 30, "working_days"),
    "assessment_within_d": (1, 365, 30, "days"),
    "scale_rise_percent": (5, 1000, 50, "percent"),
    "technology_review_d": (30, 730, 180, "days"),
    "identity_correct_d": (1, 90, 30, "days"),
    "report_within_d": (1, 30, 3, "working_days"),
    "report_two": (0, 1, 0, "switch"),
    "incident_cii": (0, 1, 0, "switch"),
    "incident_report_h": (1, 4, 4, "hours"),
    "incident_prompt_h": (1, 24, 24, "hours"),
    "incident_ready_percent": (0, 90, 50, "percent"),
    "transparency_every": (0, 4, 2, "grade"),
    "transparency_two": (0, 1, 0, "switch"),
    "agency_faked_rooms": (1, 50, 2, "rooms"),
    "agency_trace_d": (1, 30, 3, "working_days"),
    "live_hours_each": (0, 2000, 80, "hours"),
    "agreement_tacit": (0, 1, 0, "switch"),
    "agreement_check_days": (7, 366, 90, "days"),
    "supplier_look_days": (7, 366, 180, "days"),
    "paper_look_days": (30, 366, 365, "days"),
    "look_overdue": (0, 1, 0, "switch"),
    "brand_chain": (0, 2, 1, "grade"),
    "goods_within_h": (0, 720, 24, "hours"),
    "agency_duties": (0, 1, 1, "switch"),
    "agency_look_days": (7, 366, 90, "days"),
    "agency_handle_d": (1, 30, 3, "working_days"),
    "agency_remind_days": (30, 366, 180, "days"),
    "unreachable_update_d": (1, 30, 5, "working_days"),
    "unreachable_lift_d": (1, 30, 2, "working_days"),
    "inspection_answer_d": (1, 60, 10, "working_days"),
    "inspection_acknowledge_d": (1, 10, 1, "working_days"),
    "inspection_ready_d": (0, 10, 2, "working_days"),
    "place_valid_h": (0, 720, 24, "hours"),
    "mark_lost_s": (1, 300, 10, "s"),
    "minor_single_yuan": (0, 1_000_000, 0, "yuan"),
    "minor_daily_yuan": (0, 1_000_000, 0, "yuan"),
    "review_finding_min": (1, 1440, 10, "min"),
    "review_content_min": (1, 1440, 60, "min"),
    "review_hold_most": (1, 20, 3, "times"),
    "review_skip_min": (1, 1440, 30, "min"),
    "review_second_percent": (0, 100, 5, "percent"),
    "review_golden_percent": (0, 100, 2, "percent"),
    "review_rest_min": (0, 480, 50, "min"),
    "review_most_hour": (0, 2000, 200, "times"),
    "review_rest_binds": (0, 1, 0, "switch"),
    "patrol_every_min": (5, 720, 30, "min"),
    "patrol_within_min": (1, 720, 15, "min"),
    "recording_within_h": (1, 720, 24, "hours"),
    "recording_probe_d": (1, 180, 30, "days"),
    "witness_silent_min": (5, 1440, 15, "min"),
    "traffic_z": (4, 100, 10, "times"),
    "traffic_likes_per_viewer": (5, 600, 60, "times"),
    "traffic_orders_percent": (5, 1000, 50, "percent"),
    "traffic_refund_percent": (10, 100, 50, "percent"),
}


@transaction.atomic
def tenant_policy_set(*, actor: Actor, changes: Mapping[str, Any]) -> Tenant:
    """Change the platform's own numbers.

    Raises:
        Forbidden: only the security administrator may.
        Invalid: an unknown name, or a number outside its bounds.
    """
    policies.require_manage_security(actor)
    for name, value in changes.items():
        bounds = NUMBERS.get(name)
        if bounds is None or type(value) is not int or not bounds[0] <= value <= bounds[1]:
            raise Invalid(_("策略取值超出允许范围。"), field=name)
    tenant, before = policy_put(actor, changes)
    record.entry_append(
        actor=actor,
        action="accounts.policy_changed",
        subject=("tenant", tenant.pk),
        data={"from": before, "to": dict(changes)},
    )
    return tenant
