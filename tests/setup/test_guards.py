"""The guards find what they are there for, and the tree is clean."""

import shutil
from pathlib import Path

import pytest
import yaml

from tools import deployment, guards
from tools.services import ROOT

FILES = ("Dockerfile", "docker-compose.yml", "Procfile", ".env.example", ".npmrc", "pyproject.toml",
         "package.json", "package-lock.json")  # fmt: skip


@pytest.fixture
def tree(tmp_path: Path, monkeypatch) -> Path:
    """A copy of the files under guard, to be spoiled."""
    for name in FILES:
        shutil.copy(ROOT / name, tmp_path / name)
    shutil.copytree(ROOT / "requirements", tmp_path / "requirements")
    shutil.copytree(ROOT / "livecompliance", tmp_path / "livecompliance")
    monkeypatch.setattr(guards, "ROOT", tmp_path)
    return tmp_path


def append(path: Path, text: str) -> None:
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


@pytest.mark.parametrize("check", guards.CHECKS, ids=lambda check: check.__name__)
def test_the_tree_is_clean(check):
    assert check() == []


@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("requirements/base.in", "--extra-index-url somewhere\n"),
        ("requirements/base.txt", "--find-links /opt/wheels\n"),
        ("requirements/test.txt", "# from https://packages.example/simple\n"),
        ("requirements/demo.txt", "thing @ file:///tmp/thing.whl\n"),
        ("package-lock.json", '"resolved": "anything"\n'),
        (".npmrc", "@tabler:registry=somewhere\n"),
        ("pyproject.toml", "\n[tool.uv]\nindex-url = 'x'\n"),
    ],
)
def test_a_named_registry_is_found(tree, file, line):
    append(tree / file, line)

    assert len(guards.named_registries(tree)) == 1


def test_a_pin_without_a_hash_is_found(tree):
    append(tree / "requirements" / "base.txt", "thing==1.0\n")

    assert guards.unpinned(tree) == ["base.txt: not pinned with a hash: thing==1.0"]


def test_locks_that_record_hosts_and_files_of_others_are_found(monkeypatch):
    committed = ["uv.lock", "static/vendor/htmx.js", "static/js/wall.min.js", "static/js/wall.js"]
    monkeypatch.setattr(guards, "committed_files", lambda root: committed)

    assert [line.split(":")[0] for line in guards.foreign_files()] == committed[:3]


def spoil(tree: Path, change) -> list[str]:
    content = deployment.compose(tree)
    change(content["services"])
    (tree / "docker-compose.yml").write_text(yaml.safe_dump(content), encoding="utf-8")
    return deployment.compose_faults(tree)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda s: s["web"].update(prots=["1:1"]), "prots"),
        (lambda s: s["web"]["depends_on"].update(mail={"condition": "service_started"}), "no mail"),
        (lambda s: s["web"]["environment"].update(LC_SECRT_KEY="x"), "nothing reads LC_SECRT_KEY"),
        (lambda s: s["postgres"].update(volumes=["data:/x"]), "volumes has no data"),
        (lambda s: s["live"].update(command=["uvicorn", "livecompliance.agsi:application"]),
         "livecompliance.agsi:application cannot be imported"),
        (lambda s: s["live"].update(command=["uvicorn", "livecompliance.asgi:app"]),
         "livecompliance.asgi:app cannot be imported"),
        (lambda s: s["worker"].update(command=["celery", "-A", "project", "worker"]),
         "project has no Celery application"),
        (lambda s: s["worker"].update(command=["celrey", "-A", "livecompliance"]),
         "there is no program celrey"),
        (lambda s: s.pop("beat"), "the process beat is missing"),
    ],
)  # fmt: skip
def test_a_fault_in_the_compose_file_is_named(tree, change, said):
    found = spoil(tree, change)

    assert any(said in line for line in found), found


def test_a_fault_in_the_dockerfile_is_named(tree):
    append(tree / "Dockerfile", "RUN cd /tmp && sudo ls\nCOPY nothing.txt /app/\n")

    found = "\n".join(deployment.dockerfile_faults(tree))

    assert "DL3004" in found
    assert "copies nothing.txt" in found


def test_a_variable_that_is_read_and_not_documented_is_named(tree):
    (tree / "livecompliance" / "more.py").write_text(
        "from livecompliance import env\nX = env.text('LC_UNTOLD', '')\n", encoding="utf-8"
    )
    append(tree / ".env.example", "LC_UNREAD=1\n")

    assert deployment.variable_faults(tree) == [
        ".env.example: LC_UNTOLD is missing",
        ".env.example: nothing reads LC_UNREAD",
    ]


def test_the_image_copies_no_secret_and_no_cache():
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()

    assert {".env", ".local", ".git", ".venv", "node_modules"} <= set(ignored)
