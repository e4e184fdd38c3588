"""The packs a process keeps: changed files take effect, broken ones do not."""

import time

import pytest

from livecompliance.kernel.tenancy import acting
from moderation.services import ruleset

pytestmark = pytest.mark.django_db
WORD = {"id": 1, "type": "speech", "text": "来买琥珀海马"}


@pytest.fixture
def own_terms(settings, tmp_path, monkeypatch):
    """A word list of the installation, and a process that looks for changes at every call."""
    path = tmp_path / "own.txt"
    path.write_text("紫檀鲸鱼\n", encoding="utf-8")
    settings.EXTRA_PACKS, settings.PACK_CACHE = [str(path)], str(tmp_path / "cache")
    monkeypatch.setattr(ruleset, "LOOK_EVERY_S", 0.0)
    ruleset.forget()
    yield path
    ruleset.forget()


def wait_for(actor, version):
    until = time.monotonic() + 20
    while time.monotonic() < until:
        found = ruleset.ruleset_of(actor)
        if found.version != version:
            return found
        time.sleep(0.05)
    raise AssertionError("the packs were not reloaded")


@pytest.mark.long
def test_a_changed_pack_takes_effect_without_a_restart_under_another_version(lin, own_terms):
    with acting(lin):
        before = ruleset.ruleset_of(lin)
        assert before.engine.inspect([WORD])[0].suggestion == "pass"
        own_terms.write_text("紫檀鲸鱼\n琥珀海马\n", encoding="utf-8")

        after = wait_for(lin, before.version)

        assert after.engine.inspect([WORD])[0].suggestion == "review"
        assert before.engine.inspect([WORD])[0].suggestion == "pass"


@pytest.mark.long
def test_a_pack_that_cannot_be_used_leaves_the_old_ones_in_force_and_is_logged(
    lin, own_terms, caplog
):
    with acting(lin):
        before = ruleset.ruleset_of(lin)
        own_terms.write_bytes(b"\xff\xfe\xff")
        until = time.monotonic() + 20
        while "not reloaded" not in caplog.text and time.monotonic() < until:
            ruleset.ruleset_of(lin)
            time.sleep(0.05)

        assert ruleset.ruleset_of(lin).version == before.version
    assert "not reloaded" in caplog.text
    assert "own.txt" in caplog.text


def test_a_tenants_terms_that_cannot_be_used_are_left_out_and_the_base_stands(lin, harbour, caplog):
    with acting(lin):
        harbour.policy = {"terms": ["——！！"]}
        harbour.save(update_fields=["policy"])

        found = ruleset.ruleset_of(lin)

        cure = {"id": 1, "type": "speech", "text": "喝这款茶可以降血压"}
        assert found.engine.inspect([cure])[0].suggestion != "pass"
    assert "own terms not used" in caplog.text
