"""What a streamer still has to do before his first broadcast, step by step, and why."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from charter import selectors as charter
from charter.selectors.agreement import ToAccept
from charter.selectors.training import CourseDue
from livecompliance.kernel import clock, law
from livecompliance.kernel.actors import Actor
from parties import selectors as parties
from parties.checks import Facts
from parties.models import Consent, Party
from parties.selectors import facts as known
from parties.selectors.consent import Agreed
from rooms.models import Room
from rooms.selectors.room import room_list

DONE, NOW, LATER, WAITING = "done", "now", "later", "waiting"
STEPS: dict[str, tuple[Any, str]] = {
    "file": (_("登记资料"), "O117-marketer-file"),
    "identity": (_("核验身份"), "M-real-identity"),
    "guardian": (_("监护人同意"), "M-age"),
    "agreement": (_("签署协议"), "M-agreements"),
    "training": (_("完成培训"), "O117-training"),
    "ready": (_("开通直播营销功能"), "M-mechanisms"),
    "card": (_("公示营业信息"), "O117-publicity"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One step: done, to do now, waiting for somebody else, or to come later.

    Args:
        by: the clause, where it is not the same for everybody.
    """

    key: str
    state: str
    by: str = ""

    @property
    def title(self) -> Any:
        return STEPS[self.key][0]

    @property
    def clause(self) -> str:
        return self.by or STEPS[self.key][1]

    @property
    def citation(self) -> str:
        tongue = "en" if (get_language() or "").startswith("en") else "zh"
        return law.citation(law.clause(self.clause), tongue)


@dataclass(frozen=True, slots=True)
class Portal:
    """Everything the streamer's own page shows.

    Args:
        lacks: what his card does not say yet. A card stops no broadcast and holds no step up.
    """

    party: Party | None
    steps: list[Step]
    facts: Facts | None = None
    texts: list[ToAccept] = field(default_factory=list)
    courses: list[CourseDue] = field(default_factory=list)
    rooms: list[Room] = field(default_factory=list)
    consents: Sequence[Agreed] = ()
    lacks: Sequence[str] = ()

    @property
    def now(self) -> Step | None:
        """Return the step that is to be done next before he goes on air; None when all is done."""
        before = (one for one in self.steps if one.key != "card")
        return next((one for one in before if one.state in (NOW, WAITING)), None)

    @property
    def card(self) -> Step | None:
        """Return how the operator's card stands; None for who publishes none."""
        return next((one for one in self.steps if one.key == "card"), None)

    @property
    def done(self) -> int:
        return sum(1 for one in self.steps if one.state == DONE)

    @property
    def tax_citation(self) -> str:
        """Return where it stands that a platform reminds operators of tax.

        Law: M-tax-reminder
        """
        tongue = "en" if (get_language() or "").startswith("en") else "zh"
        return law.citation(law.clause("M-tax-reminder"), tongue)

    @property
    def is_minor(self) -> bool:
        return bool(self.party and _is_minor(self.party))

    @property
    def identity(self) -> Agreed:
        """Return what he is asked to agree to before his document is looked at."""
        return next(one for one in self.consents if one.kind == Consent.Kind.IDENTITY)

    @property
    def is_refused(self) -> bool:
        """Tell whether the last look at his document said no, and so he may correct it."""
        return bool(self.facts and self.facts.file and self.facts.file.state == "failed")

    @property
    def has_document(self) -> bool:
        """Tell whether there is a document that could be verified as it is."""
        return bool(self.facts and self.facts.documents)


def portal_of(actor: Actor) -> Portal:
    """Return how far a streamer has come: what is done, what is next, by which clause.

    Law: O117-marketer-file, M-age, O117-training, O117-publicity-natural
    """
    party = parties.party_of_user(actor, actor.user_id)
    if party is None:
        steps = [Step("file", NOW), *(Step(one, LATER) for one in _rest(None))]
        return Portal(None, steps, consents=parties.consents_own(actor, None))
    found = known.verification_facts(actor, [party.pk], clock.now())[party.pk]
    texts, courses = charter.texts_to_accept(actor, party), charter.courses_due(actor, party)
    done = _done(party, found, texts, courses)
    steps, is_open = [], True
    for key in ("file", *_rest(party)):
        state = DONE if done[key] else (_next(key, found) if is_open else LATER)
        is_open = is_open and state == DONE
        steps.append(Step(key, state))
    rooms, consents = list(room_list(actor)[:50]), parties.consents_own(actor, party)
    lacks: list[str] = []
    if Party.Role.OPERATOR in party.roles:
        lacks = _lacks(actor, party)
        steps.append(Step("card", _card(actor, party, lacks), parties.card_clause(party.kind)))
    return Portal(party, steps, found, texts, courses, rooms, consents, lacks)


def _lacks(actor: Actor, party: Party) -> list[str]:
    return [parties.card_label(party.kind, name) for name in parties.card_lacks(actor, party)]


def _card(actor: Actor, party: Party, lacks: Sequence[str]) -> str:
    there = parties.card_versions(actor, party.pk)
    if there.waiting is not None:
        return NOW if lacks else WAITING
    return DONE if there.published is not None else NOW


def _rest(party: Party | None) -> Iterator[str]:
    yield "identity"
    if party is not None and _is_minor(party):
        yield "guardian"
    yield from ("agreement", "training", "ready")


def _is_minor(party: Party) -> bool:
    return party.minor_until is not None and clock.today() < party.minor_until


def _done(
    party: Party, found: Facts, texts: list[ToAccept], courses: list[CourseDue]
) -> dict[str, bool]:
    consent, now = found.consent, clock.now()
    return {
        "file": bool(found.documents or (found.file and found.file.state == "failed")),
        "identity": found.file is not None
        and found.file.state == "passed"
        and (found.file.until is None or found.file.until > now),
        "guardian": consent is not None
        and consent.revoked_at is None
        and (consent.until is None or consent.until > now),
        "agreement": not any(one.is_urgent for one in texts),
        "training": not any(one.stops_broadcasts for one in courses),
        "ready": party.function == Party.Function.OPEN,
    }


def _next(key: str, found: Facts) -> str:
    return WAITING if key == "identity" and found.last == "started" else NOW
