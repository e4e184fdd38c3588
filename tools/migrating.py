"""Migrate a new database of ours in a tenth of the time: `python -m tools.migrating`.

Nine tenths of Django's time goes into drawing anew, at every added model, field, index and
constraint, each model related to it: and through the tenant every model is related to all. What
changes is drawn alone here: others point to how it was before, of which they read the name of the
table and the key, and those stay. tests/setup/test_migrating.py sees that the outcome is the same.

Only for the servers of demo, suite and bench. Everybody else runs `manage.py migrate`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import django
from django.core.management import call_command
from django.db.migrations.state import ModelState, ProjectState


def _add_model(state: Any, model: ModelState) -> None:
    """Add a model and draw it alone."""
    key = model.app_label, model.name_lower
    is_new = key not in state.models
    state.models[key] = model
    if state._relations is not None:
        state.resolve_model_relations(key)
    if "apps" not in state.__dict__:
        return
    if is_new:
        state.apps.render_multiple([model])
    else:
        state.reload_model(*key)


def _append_option(state: Any, app_label: str, model_name: str, option: str, given: Any) -> None:
    """Note an index or a constraint, also in the model as it is drawn."""
    options = state.models[app_label, model_name].options
    options[option] = [*options[option], given]
    if "apps" in state.__dict__:
        drawn = state.apps.get_model(app_label, model_name)._meta
        setattr(drawn, option, [*getattr(drawn, option), given])


def _reload_model(state: Any, app_label: str, model_name: str, delay: bool = False) -> None:
    """Draw a model that changed alone."""
    if "apps" in state.__dict__:
        state._reload({(app_label, model_name.lower())})


@contextmanager
def light_states() -> Iterator[None]:
    """Have migrations draw no more models than they need."""
    states: Any = ProjectState
    usual = states.add_model, states._append_option, states.reload_model
    states.add_model, states._append_option = _add_model, _append_option
    states.reload_model = _reload_model
    try:
        yield
    finally:
        states.add_model, states._append_option, states.reload_model = usual


def migrate() -> None:
    """Run every migration on the owner's database."""
    with light_states():
        call_command("migrate", database="owner", verbosity=0, interactive=False)


if __name__ == "__main__":
    django.setup()
    migrate()
