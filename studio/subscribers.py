"""On what moderation announces: what rules in shadow would have done is kept."""

from livecompliance.kernel import events
from moderation.events import RulesShadowed
from studio import services


def on_shadowed(event: RulesShadowed) -> None:
    services.shadows_keep(actor=event.actor, session_id=event.session_id, seen=event.shadows)


events.subscribe(RulesShadowed, on_shadowed)
