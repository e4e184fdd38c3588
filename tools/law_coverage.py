"""Write docs/law/coverage.md: article, clause, the code that cites it, the tests that prove it.

Run `python -m tools.law_coverage` to write the page, with `--check` to fail when it is stale.
"""

import argparse
import ast
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from livecompliance.kernel import law

ROOT = Path(__file__).resolve().parents[1]
PAGE = "docs/law/coverage.md"
APPS = (
    *("accounts", "parties", "charter", "filings", "rooms", "stage", "tiers", "catalog"),
    *(
        "moderation",
        "conduct",
        "studio",
        "sanctions",
        "review",
        "complaints",
        "tax",
        "oversight",
        "portal",
        "ledger",
    ),
)
LAW_LINE = re.compile(r"^[ \t]*Law:[ \t]*(.+)$", re.MULTILINE)
PACK_CLAUSE = re.compile(r"\bclause:[ \t]*[\"']?([\w-]+)")
WATCHES = "duty.py"  # whoever looks whether a clause is kept does not keep it
STATES = {
    (True, True): "proved",
    (True, False): "unproved",
    (False, True): "tested, not cited",
    (False, False): "not built",
}


@dataclass(frozen=True, slots=True, order=True)
class Mention:
    """A clause id found in a file: in code, or as the mark of a test."""

    clause: str
    path: str
    name: str = ""


def citations(root: Path = ROOT) -> list[Mention]:
    """Find every clause that code or a rule pack cites, whether or not it exists."""
    found: set[Mention] = set()
    for path in _files(root, ("livecompliance", *APPS), ".py"):
        if path.name == WATCHES:
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        found |= {Mention(one, _relative(path, root)) for one in _cited(tree)}
    for path in _files(root, APPS, ".yaml"):
        if "law" not in path.relative_to(root).parts:
            ids = PACK_CLAUSE.findall(path.read_text(encoding="utf-8"))
            found |= {Mention(one, _relative(path, root)) for one in ids}
    return sorted(found)


def proofs(root: Path = ROOT) -> list[Mention]:
    """Find every test marked as the proof of a clause, whether or not the clause exists."""
    found: set[Mention] = set()
    for path in _files(root, ("tests",), ".py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        found |= {Mention(one, _relative(path, root), name) for one, name in _marked(tree)}
    return sorted(found)


def unknown(mentions: Iterable[Mention]) -> list[Mention]:
    """Return the mentions of clauses that the register does not hold."""
    return [one for one in mentions if one.clause not in law.register()]


def unproved(cited: Iterable[Mention], proved: Iterable[Mention]) -> set[str]:
    """Return the clauses that code obeys and no test proves."""
    return {one.clause for one in cited} - {one.clause for one in proved}


def page(cited: list[Mention], proved: list[Mention]) -> str:
    """Return the whole page."""
    board = _Board(cited, proved)
    instruments = _instruments()
    parts = [
        "# Law coverage",
        "Written by `python -m tools.law_coverage`; `./lc check` fails when it is stale."
        " The Chinese of the register governs, its English is a reference translation.",
        "**proved**: code cites the clause and a test marked `@pytest.mark.law` proves it."
        " **unproved**: code cites it, no test does. **not built**: neither.",
        board.summary(instruments),
        *(board.instrument(key) for key in instruments),
        board.proofs(),
        _open_points(),
    ]
    return "\n\n".join(parts) + "\n"


class _Board:
    """The tables of the page."""

    def __init__(self, cited: list[Mention], proved: list[Mention]) -> None:
        self.cited, self.proved = cited, proved

    def state(self, clause_id: str) -> str:
        is_cited = any(one.clause == clause_id for one in self.cited)
        return STATES[is_cited, any(one.clause == clause_id for one in self.proved)]

    def summary(self, instruments: list[str]) -> str:
        rows = []
        for key in instruments:
            states = [self.state(one.id) for one in _clauses(key)]
            counts = [str(states.count(state)) for state in STATES.values()]
            rows.append([_title(key), str(len(states)), *counts])
        return _table(["instrument", "clauses", *STATES.values()], rows)

    def instrument(self, key: str) -> str:
        rows = [row for article in _articles_of(key) for row in self._article(key, article)]
        head = ["article", "clause", "duty", "code", "tests", "state"]
        return f"## {_title(key)}\n\n" + _table(head, rows)

    def _article(self, key: str, article: str) -> Iterator[list[str]]:
        clauses = [one for one in _clauses(key) if one.article == article]
        for one in clauses:
            code = "<br>".join(f"`{m.path}`" for m in self.cited if m.clause == one.id)
            tests = sum(m.clause == one.id for m in self.proved)
            duty = f"{one.reference} ({one.confidence})"
            yield [_place(one), f"`{one.id}`", duty, code, str(tests or ""), self.state(one.id)]
        if not clauses:
            yield [article, "", "", "", "", _without_clause(key, article)]

    def proofs(self) -> str:
        lines = [f"- `{m.clause}` {_sentence(m.name)} (`{m.path}`)" for m in self.proved]
        return "## Proofs\n\n" + ("\n".join(lines) or "None yet.")


def _files(root: Path, folders: Iterable[str], suffix: str) -> list[Path]:
    found = (path for folder in folders for path in (root / folder).rglob(f"*{suffix}"))
    return sorted(path for path in found if "migrations" not in path.parts)


def _relative(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix()


def _cited(tree: ast.Module) -> Iterator[str]:
    """Yield ids from `Law:` lines, whatever they say, and from strings that are a clause id."""
    clause_id = re.compile(rf"(?:{'|'.join(_instruments())})-[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*")
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            for line in LAW_LINE.findall(node.value):
                yield from (one for one in re.split(r"[,\s]+", line.strip()) if one)
            if clause_id.fullmatch(node.value):
                yield node.value


def _marked(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            for decorator in node.decorator_list:
                yield from ((one, node.name) for one in _law_marks(decorator))
    for statement in tree.body:
        if isinstance(statement, ast.Assign) and _names(statement) == ["pytestmark"]:
            yield from ((one, "every test of the module") for one in _law_marks(statement.value))


def _names(statement: ast.Assign) -> list[str]:
    return [one.id for one in statement.targets if isinstance(one, ast.Name)]


def _law_marks(node: ast.expr) -> Iterator[str]:
    for call in ast.walk(node):
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "pytest.mark.law":
            yield from (str(one.value) for one in call.args if isinstance(one, ast.Constant))


def _clauses(instrument: str) -> list[law.Clause]:
    found = [one for one in law.register().values() if one.instrument == instrument]
    return sorted(found, key=lambda one: (_order(one.article), one.paragraph or 0, one.item or 0))


def _articles_of(instrument: str) -> list[str]:
    numbers = {one.article for one in _clauses(instrument)}
    numbers |= {str(one.article) for one in _full_text(instrument)}
    return sorted(numbers, key=_order)


def _full_text(instrument: str) -> tuple[law.Article, ...]:
    try:
        return law.articles(instrument)
    except law.LawError:
        return ()


def _order(article: str) -> tuple[int, str]:
    return (int(article) if article.isdigit() else 0, article)


def _place(one: law.Clause) -> str:
    return one.article + "".join(f"({n})" for n in (one.paragraph, one.item) if n)


def _without_clause(instrument: str, article: str) -> str:
    has_duty = {str(one.article): one.has_duty for one in _full_text(instrument)}[article]
    return "no clause" if has_duty else "no duty of a platform"


def _instruments() -> list[str]:
    """The two that live commerce is measured by come first."""
    keys = {one.instrument for one in law.register().values()}
    return sorted(keys, key=lambda key: ({"M": 0, "O117": 1}.get(key, 2), key))


def _title(key: str) -> str:
    named = law.instrument(key)
    return f"{named.short} {named.zh}"


def _sentence(name: str) -> str:
    return name.removeprefix("test_").replace("_", " ")


def _open_points() -> str:
    whole = [one for key in _instruments() for one in _full_text(key) if one.open_point]
    lines = [f"- Article {one.article} of {one.instrument}: {one.open_point}" for one in whole]
    told = {one.open_point for one in whole}
    clauses = [one for one in law.register().values() if one.open_point not in {"", *told}]
    lines += [f"- `{one.id}`: {one.open_point}" for one in clauses]
    return "## To be verified before relying on it\n\n" + "\n".join(lines)


def _table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(
        "| " + " | ".join(one.replace("|", "\\|") for one in row) + " |" for row in lines
    )


def main(arguments: list[str] | None = None, root: Path = ROOT) -> int:
    """Write the page, or check the one that is committed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="fail when the page is stale")
    options = parser.parse_args(arguments)
    cited, proved = citations(root), proofs(root)
    lost = unknown([*cited, *proved])
    for one in lost:
        print(f"{one.path}: no clause {one.clause} in the law register", file=sys.stderr)
    if lost:
        return 1
    text, path = page(cited, proved), root / PAGE
    if not options.check:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return 0
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return 0
    print(f"{PAGE} is stale: run python -m tools.law_coverage", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
