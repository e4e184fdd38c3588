"""Collecting and checking translations without gettext."""

from pathlib import Path

import polib
import pytest

from tools import messages

PAGE = """{% load i18n %}
<h1 title="it's">{% translate "直播墙" %} {{ name|default:_("未知") }}</h1>
  {% blocktranslate count n=n trimmed %}
    {{ n }} 个直播间
  {% plural %}
    共 {{ n }} 个直播间
  {% endblocktranslate %}
    {% translate "关闭" context "门" %} {% comment %}it's "odd {% endcomment %}
"""
CODE = 'from x import gettext as _\nTEXT = _("请写明原因。")\nOTHER = "不译"\n'


@pytest.fixture
def tree(tmp_path: Path, monkeypatch) -> Path:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "wall.html").write_text(PAGE, encoding="utf-8")
    (tmp_path / "app.py").write_text(CODE, encoding="utf-8")
    monkeypatch.setattr(messages, "ROOT", tmp_path)
    monkeypatch.setattr(messages, "CATALOGUE", tmp_path / "locale/en/LC_MESSAGES/django.po")
    return tmp_path


def test_text_is_collected_from_templates_and_code(tree):
    assert set(messages.collect()) == {
        ("", "请写明原因。", ""),
        ("", "直播墙", ""),
        ("", "未知", ""),
        ("", "%(n)s 个直播间", "共 %(n)s 个直播间"),
        ("门", "关闭", ""),
    }


def translate(entry: polib.POEntry) -> None:
    same = "".join(messages.PLACEHOLDER.findall(entry.msgid) and ["%(n)s"]) + "text"
    entry.msgstr = "" if entry.msgid_plural else same
    entry.msgstr_plural = {0: same, 1: same} if entry.msgid_plural else {}


def whole(tree) -> polib.POFile:
    messages.update()
    catalogue = polib.pofile(str(messages.CATALOGUE))
    for entry in catalogue:
        translate(entry)
    catalogue.save()
    return catalogue


def test_a_whole_catalogue_has_no_problems_and_compiles(tree):
    whole(tree)

    assert messages.problems() == []
    messages.compile_all()
    assert len(polib.mofile(str(messages.CATALOGUE.with_suffix(".mo")))) == 5


def test_an_update_keeps_translations_and_drops_what_is_gone(tree):
    whole(tree)
    (tree / "app.py").write_text('_("新的")\n', encoding="utf-8")

    messages.update()

    found = {entry.msgid: entry.msgstr for entry in polib.pofile(str(messages.CATALOGUE))}
    assert found["直播墙"] == "text"
    assert found["新的"] == ""
    assert "请写明原因。" not in found


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda entry: setattr(entry, "msgstr", ""), "not translated"),
        (lambda entry: entry.flags.append("fuzzy"), "not translated"),
        (lambda entry: setattr(entry, "msgstr", "%(who)s"), "placeholders differ (who)"),
        (lambda entry: setattr(entry, "msgid", "旧"), "no longer used"),
    ],
)
def test_what_is_missing_is_named(tree, spoil, said):
    catalogue = whole(tree)
    spoil(next(entry for entry in catalogue if entry.msgid == "直播墙"))
    catalogue.save()

    assert any(said in line for line in messages.problems())
