"""Addresses of tiers: the list, one operator, policies, who watches."""

from django.urls import path

from tiers.views import policy, standings, watch

urlpatterns = [
    path("tiers", standings.standings, name="tiers"),
    path("tiers/export", standings.export, name="tiers-export"),
    path("tiers/operators/<uuid:operator_id>", standings.operator, name="tier-operator"),
    path("tiers/operators/<uuid:operator_id>/set", standings.tier_set, name="tier-set"),
    path("tiers/operators/<uuid:operator_id>/release", standings.tier_release, name="tier-release"),
    path("tiers/policies", policy.versions, name="tier-policies"),
    path("tiers/policies/draft", policy.draft, name="tier-policy-draft"),
    path("tiers/policies/<uuid:policy_id>", policy.policy, name="tier-policy"),
    path("tiers/policies/<uuid:policy_id>/edit", policy.edit, name="tier-policy-edit"),
    path("tiers/policies/<uuid:policy_id>/publish", policy.publish, name="tier-policy-publish"),
    path("tiers/policies/<uuid:policy_id>/discard", policy.discard, name="tier-policy-discard"),
    path("tiers/watch", watch.watching, name="tier-watch"),
    path("tiers/watch/add", watch.add, name="assignment-add"),
    path("tiers/watch/<uuid:assignment_id>/end", watch.end, name="assignment-end"),
]
