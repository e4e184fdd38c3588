"""Rules in CEL: typed, compiled at load, evaluated only where a signal they name is present."""

import re
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias

from cel_expr_python import cel

from moderation.engine import needs, tracing
from moderation.engine.context import (
    CALLS,
    CONTEXT_NAMES,
    DATED,
    FUNCTIONS,
    RECORD,
    SANCTIONED,
    TRIGGERS,
    WINDOWED,
    Context,
    ratio,
)
from moderation.engine.events import QUIET
from moderation.engine.jumps import FLAGS
from moderation.engine.needs import Needs
from moderation.engine.source import PackSource, RuleSource
from moderation.engine.types import PackError, Value

_TYPES = {
    "string": cel.Type.STRING,
    "bool": cel.Type.BOOL,
    "double": cel.Type.DOUBLE,
    "int": cel.Type.INT,
}
_WORD = re.compile(r"[A-Za-z_]\w*")
_TYPE = re.compile(r"""("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|\btype\b(?!\()""")
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"' + r"|'((?:[^'\\]|\\.)*)'")
_FLAG = re.compile(r"""\bjump\(\s*["']([^"']*)["']""")
SPANNED = WINDOWED | DATED
_current = threading.local()


@dataclass(frozen=True, eq=False, slots=True)
class Rule:
    """A compiled rule."""

    source: RuleSource
    pack: str
    expression: Any
    names: tuple[str, ...]
    signals: frozenset[str]
    families: tuple[str, ...]
    late: bool
    needs: Needs
    wakes: frozenset[str]
    reads_record: bool


Plan: TypeAlias = tuple[list[Rule], list[Rule]]
MAX_PLANS = 8192


class Outcome(NamedTuple):
    """A rule that holds, with what its parts came to, or that could not be evaluated."""

    rule: Rule
    error: str = ""
    values: tuple[tuple[str, Value], ...] = ()


def _function(name: str) -> Callable[[str], object]:
    def call(code: str) -> object:
        context: Context = _current.context
        return FUNCTIONS[name][1](context, code)

    return call


def _counter(name: str) -> Callable[[str, int], object]:
    def call(code: str, seconds: int) -> object:
        return SPANNED[name][1](_current.context, code, seconds)

    return call


def _ratio(code: str, other: str, seconds: int) -> object:
    return ratio(_current.context, code, other, seconds)


def _sanctioned(name: str) -> Callable[[int], object]:
    def call(days: int) -> object:
        return SANCTIONED[name](_current.context, days)

    return call


def _windowed() -> list[Any]:
    text, number = cel.Type.STRING, cel.Type.INT
    overloads = [
        (
            name,
            cel.Overload(
                f"{name}_string_int",
                return_type=_TYPES[returns],
                parameters=[text, number],
                impl=_counter(name),
            ),
        )
        for name, (returns, _) in SPANNED.items()
    ]
    given = [text, text, number]
    overloads.append(
        (
            "ratio",
            cel.Overload(
                "ratio_string_string_int",
                return_type=cel.Type.DOUBLE,
                parameters=given,
                impl=_ratio,
            ),
        )
    )
    for name in SANCTIONED:
        counted = cel.Overload(
            f"{name}_int", return_type=number, parameters=[number], impl=_sanctioned(name)
        )
        overloads.append((name, counted))
    return [cel.FunctionDecl(name, [overload]) for name, overload in overloads]


def _environment() -> Any:
    functions = [
        cel.FunctionDecl(
            name,
            [
                cel.Overload(
                    f"{name}_string",
                    return_type=_TYPES[returns],
                    parameters=[cel.Type.STRING],
                    impl=_function(name),
                )
            ],
        )
        for name, (returns, _) in FUNCTIONS.items()
    ]
    variables = {name: _TYPES[kind] for name, (kind, _) in CONTEXT_NAMES.items()}
    return cel.NewEnv(variables=variables, functions=[*functions, *_windowed()])


_env = _environment()


def compile_rule(source: RuleSource, pack: PackSource, families: frozenset[str]) -> Rule:
    """Compile one rule.

    Args:
        source: the rule as written.
        pack: the pack it stands in, for messages and versions.
        families: the family codes that exist.

    Raises:
        PackError: it does not compile, is no condition, or names a family that does not exist.
    """
    where = f"{pack.path or pack.pack}: rule {source.id}"
    try:
        expression = compiled(source.when)
    except (RuntimeError, ValueError) as error:
        raise PackError(f"{where}: {_readable(error)}") from error
    if expression.return_type() != cel.Type.BOOL:
        kind = expression.return_type().name()
        raise PackError(f"{where}: must be true or false, but is {kind}")
    quoted = [a or b for a, b in _QUOTED.findall(source.when)]
    named = tuple(dict.fromkeys(word for word in quoted if _is_family(word, source.when)))
    unknown = [code for code in named if code not in families]
    if unknown:
        raise PackError(f"{where}: family {unknown[0]!r} is in no pack")
    words = set(_WORD.findall(_QUOTED.sub(" ", _spelled(source.when))))
    odd = [flag for flag in _FLAG.findall(source.when) if flag not in FLAGS]
    if odd:
        raise PackError(f"{where}: jump() knows no {odd[0]!r}")
    names = tuple(sorted(words & CONTEXT_NAMES.keys()))
    signals = set(named) | {
        TRIGGERS[name] for name in (*names, *words & {"jump"}) if name in TRIGGERS
    }
    if "kind" in words:
        signals |= {f"type:{word}" for word in quoted}
    late = bool(words & {"risk", "warnings", "duty"})
    need = needs.read(source.when)
    wakes = _wakes(words, need)
    if wakes:
        signals.add("any")
    return Rule(
        source,
        f"{pack.pack}@{pack.version}",
        expression,
        names,
        frozenset(signals or {"any"}),
        named,
        late,
        need,
        wakes,
        bool(words & RECORD),
    )


def _wakes(words: set[str], need: Needs) -> frozenset[str]:
    """Return the kinds of talk that must be judged for a rule though nothing is found in them.

    So it is with rules that read the words or count all lines, and ask for no hit.
    """
    if need.signals or not words & {"text", "comments", "learnt"}:
        return frozenset()
    return QUIET if need.kinds is None else QUIET & need.kinds


def compiled(when: str) -> Any:
    """Compile a condition; what the compiler says of a faulty one is raised as it is."""
    return _env.compile(_spelled(when))


def pattern_fault(literal: str) -> str:
    """Return what is wrong with a pattern, written as a text of CEL; "" for a good one."""
    try:
        said = _env.compile(f'"".matches({literal})').eval(_env.Activation({})).value()
    except (RuntimeError, ValueError) as error:
        return _readable(error)
    return "" if isinstance(said, bool) else str(said).rpartition("expression: ")[2][:120]


def _spelled(when: str) -> str:
    """Write `kind` for `type`, which CEL keeps for itself; as long, so that columns stay true."""
    return _TYPE.sub(lambda match: match[1] or "kind", when)


def _is_family(word: str, when: str) -> bool:
    calls = "|".join(CALLS)
    quoted = rf"[\"']{re.escape(word)}[\"']"
    first = rf"\b(?:{calls})\(\s*{quoted}"
    second = rf"\bratio\([^()]*,\s*{quoted}"
    return bool(re.search(f"{first}|{second}", when))


def _readable(error: Exception) -> str:
    text = str(error).removeprefix("INVALID_ARGUMENT: ").removesuffix(" [INVALID_ARGUMENT]")
    return " ".join(text.replace("ERROR: <input>:", "column ").split())


class RuleSet:
    """The rules of all packs, indexed by the signals they name."""

    def __init__(self, packs: Iterable[PackSource], disabled: frozenset[str] = frozenset()) -> None:
        """Compile all rules but the disabled; raises PackError as `compile_rule` does."""
        listed = list(packs)
        families = frozenset(f.code for p in listed for f in p.families)
        self.rules = [
            compile_rule(rule, pack, families)
            for pack in listed
            for rule in pack.rules
            if rule.id not in disabled
        ]
        self.waking = frozenset[str]().union(*(rule.wakes for rule in self.rules))
        self.reads_record = any(rule.reads_record for rule in self.rules)
        self._plans: dict[tuple[frozenset[str], str, str], Plan] = {}

    def plan(self, signals: frozenset[str], speaker: str, kind: str) -> Plan:
        """Return the rules that an event may concern: the early ones, and those that read risk."""
        key = (signals, speaker, kind)
        plan = self._plans.get(key)
        if plan is None:
            chosen = [
                rule
                for rule in self.rules
                if (rule.signals & signals or "any" in rule.signals)
                and rule.needs.met(speaker, kind, signals)
            ]
            plan = ([r for r in chosen if not r.late], [r for r in chosen if r.late])
            if len(self._plans) < MAX_PLANS:
                self._plans[key] = plan
        return plan


def evaluate(
    rules: Sequence[Rule], context: Context, *, is_explained: bool = False
) -> list[Outcome]:
    """Return the rules that hold, and those that failed, for one event.

    One activation holds the values that any of the rules names. Explained, each rule that holds
    says what its parts came to.
    """
    if not rules:
        return []
    names = set().union(*[rule.names for rule in rules])
    activation = _env.Activation({name: CONTEXT_NAMES[name][1](context) for name in names})
    _current.context = context
    outcomes = []
    for rule in rules:
        value = rule.expression.eval(activation).value()
        if value is True:
            values: tuple[tuple[str, Value], ...] = ()
            if is_explained:
                parts = tracing.compiled_parts(rule.source.when, compiled)
                values = tracing.values_of(parts, activation)
            outcomes.append(Outcome(rule, "", values))
        elif value is not False:
            outcomes.append(Outcome(rule, str(value) or "no value"))
    return outcomes
