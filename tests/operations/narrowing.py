"""What a migration takes away from the version before it, which goes on working beside the new one."""

from collections.abc import Iterator
from typing import Any

from django.db import migrations
from django.db.migrations import operations
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.migration import Migration
from django.db.migrations.state import ProjectState

HARMLESS = (
    operations.CreateModel,
    operations.AddIndex,
    operations.RemoveIndex,
    operations.RenameIndex,
    operations.RemoveConstraint,
    operations.AlterModelOptions,
    operations.AlterModelManagers,
    operations.RunPython,
    operations.RunSQL,
)


def later(recorded: set[tuple[str, str]]) -> Iterator[tuple[Migration, ProjectState]]:
    """Yield our migrations that follow these, each with the state that it begins from."""
    loader = MigrationLoader(None)
    known = {node for leaf in recorded for node in loader.graph.forwards_plan(leaf)}
    ours = {leaf[0] for leaf in loader.graph.leaf_nodes()} - {"auth", "contenttypes", "sessions"}
    for node in sorted(loader.graph.nodes):
        if node[0] in ours and node not in known:
            yield loader.graph.nodes[node], loader.project_state(node, at_end=False)


def narrowed(migration: Migration, state: ProjectState, fresh: set[str]) -> list[str]:
    """Return what a migration takes away, as sentences. Models in `fresh` are new since: nobody used them."""
    found = []
    for operation in flat(migration.operations):
        model = f"{migration.app_label}.{getattr(operation, 'model_name', '') or ''}".lower()
        if isinstance(operation, operations.CreateModel):
            fresh.add(f"{migration.app_label}.{operation.name_lower}")
        elif model not in fresh and (fault := fault_of(operation, migration.app_label, state)):
            found.append(f"{migration.app_label}.{migration.name}: {fault}")
        operation.state_forwards(migration.app_label, state)
    return found


def flat(some: Any) -> Iterator[Any]:
    for operation in some:
        if isinstance(operation, operations.SeparateDatabaseAndState):
            yield from flat(operation.database_operations)
        else:
            yield operation


def fault_of(operation: Any, app: str, state: ProjectState) -> str:
    """Return why the version before cannot work with what an operation leaves; nothing, if it can."""
    match operation:
        case migrations.AddField(field=field):
            fine = field.many_to_many or field.null or field.has_db_default()
            return "" if fine else f"{operation.describe()}: give it a db_default, for who does not know it"
        case migrations.AlterField(field=new):
            old = state.models[app, operation.model_name_lower].fields[operation.name]
            return f"{operation.describe()}: it takes less than before" if is_narrower(old, new) else ""
    return "" if isinstance(operation, HARMLESS) else f"{operation.describe()}: the version before may use it"


def is_narrower(old: Any, new: Any) -> bool:
    shorter = (new.max_length or 10**9) < (old.max_length or 10**9)
    another = old.get_internal_type() != new.get_internal_type() or old.db_column != new.db_column
    return bool(another or shorter or (old.null and not new.null) or (new.unique and not old.unique))
