"""A living face: consent first, a code that is shown once, few tries, and never a picture."""

import pytest

from livecompliance.kernel import clock
from livecompliance.kernel.exceptions import Forbidden, Invalid, NotFound
from livecompliance.kernel.tenancy import acting
from parties import services
from parties.models import Verification
from tests.parties import people

pytestmark = pytest.mark.django_db
LIVE = "live"


@pytest.fixture
def someone(harbour, chun):
    people.sandbox(harbour)
    made = people.party(harbour, "marketer", user_id=chun.user_id)
    people.verify(made)
    people.consent(made, "identity")
    people.consent(made, "face")
    return made


def start(actor, party):
    with acting(actor):
        return services.liveness_start(actor=actor, party_id=party.pk)


def confirm(actor, shown, code=None, token=LIVE):
    with acting(actor):
        return services.liveness_confirm(
            actor=actor, verification_id=shown.verification.pk, code=code or shown.code, token=token
        )


@pytest.mark.law("PIPL-separate-consent", "M-live-verification")
def test_no_face_is_looked_at_without_a_consent_of_its_own(harbour, chun):
    people.sandbox(harbour)
    someone = people.party(harbour, "marketer", user_id=chun.user_id)
    people.consent(someone, "identity")
    people.consent(someone, "face", revoked_at=clock.now())
    people.consent(someone, "face", expires_at=clock.now())
    with pytest.raises(services.ConsentMissing) as refused:
        start(chun, someone)
    assert refused.value.law == "PIPL-separate-consent"
    people.consent(someone, "face")
    assert len(start(chun, someone).code) == 6


@pytest.mark.parametrize(("token", "state", "outcome"), [
    ("live", "passed", "match"), ("replay", "failed", "not_live"),
    ("other", "failed", "mismatch"), ("nonsense", "failed", "not_live"),
])  # fmt: skip
def test_the_kit_says_whether_it_was_a_living_face_and_whose(chun, someone, token, state, outcome):
    shown = start(chun, someone)
    waiting = confirm(chun, shown, token=token)
    assert (waiting.state, waiting.code_hash) == ("started", None)
    assert token.encode() not in waiting.token.body

    done = people.concluded(waiting)

    assert (done.state, done.outcome) == (state, outcome)
    assert (done.token, done.code_hash) == (None, None)
    assert done.session_id is None


def test_a_face_alone_verifies_no_document(harbour, chun, against, shop):
    someone = people.party(harbour, "marketer", user_id=chun.user_id)
    people.consent(someone, "identity")
    people.consent(someone, "face")
    shown = start(chun, someone)
    people.concluded(confirm(chun, shown))
    assert against(shop, someone) == ["marketer_not_verified"]


def test_a_living_face_is_enough_for_a_tenant_that_wants_one(harbour, against, chun, shop, someone):
    people.policy(harbour, presence_liveness=1)
    assert against(shop, someone) == ["marketer_not_verified_now"]
    people.concluded(confirm(chun, start(chun, someone)))
    assert against(shop, someone) == []


def test_the_fifth_wrong_code_ends_the_session_and_the_count_is_kept(chun, someone):
    shown = start(chun, someone)
    wrong = "000000" if shown.code != "000000" else "000001"
    for count in range(1, 5):
        found = confirm(chun, shown, wrong)
        assert (found.attempts, found.state) == (count, "started")
    ended = confirm(chun, shown, wrong)
    assert (ended.state, ended.outcome) == ("error", "code_exhausted")
    with pytest.raises(NotFound):
        confirm(chun, shown)


def test_a_code_is_good_for_five_minutes_one_session_and_once(chun, someone, later):
    old = start(chun, someone)
    shown = start(chun, someone)
    with pytest.raises(NotFound):
        confirm(chun, old)  # a newer session took its place
    done = confirm(chun, shown)
    with pytest.raises(NotFound):
        confirm(chun, shown)
    people.concluded(done)
    third = start(chun, someone)
    later(minutes=5, seconds=1)
    late = confirm(chun, third)
    assert (late.state, late.outcome) == ("error", "code_expired")


def test_a_session_that_nobody_confirmed_ends_by_itself(harbour, chun, someone, later):
    shown = start(chun, someone)
    later(minutes=9)
    system = people.system_actor(harbour.pk)
    with acting(system):
        assert services.verifications_sweep(actor=system) == 1
        ended = Verification.objects.get(pk=shown.verification.pk)
    assert (ended.state, ended.outcome) == ("error", "code_expired")


def test_pictures_strangers_and_organisations_are_refused(
    harbour, wu, chun, outsider, someone, shop
):
    shown = start(chun, someone)
    for token in ("", "a b", "x" * 201, "data:image/png;base64,AA", "脸"):
        with pytest.raises(Invalid):
            confirm(chun, shown, token=token)
    for actor, refusal in ((wu, Forbidden), (outsider, NotFound)):
        with pytest.raises(refusal):
            confirm(actor, shown)
        with pytest.raises(refusal):
            start(actor, someone)
    with pytest.raises(Invalid):
        start(people.system_actor(harbour.pk), shop)


def test_a_code_is_kept_as_a_digest_and_shown_by_no_repr(chun, someone):
    shown = start(chun, someone)
    assert shown.code.encode() not in bytes(shown.verification.code_hash)
    assert shown.code not in repr(shown)
