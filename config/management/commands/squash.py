"""Write the migrations of a package, as far as one of them, as one for empty databases."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandParser
from django.db.migrations import CreateModel, Migration, RunPython, RunSQL
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.writer import MigrationWriter

from audit.create_models import CreateModels

if TYPE_CHECKING:
    from django.db.migrations.state import ModelState


class Command(BaseCommand):
    help = (
        "Write one migration that makes the tables of a package as its migrations leave them, and"
        " name what else they do: what an empty database needs of it is added by hand."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("package")
        parser.add_argument(
            "last", help="Begin of the name of the last migration that is replaced."
        )

    def handle(self, *, package: str, last: str, **_options: Any) -> None:
        loader = MigrationLoader(None, replace_migrations=False)
        newest = (package, loader.get_migration_by_prefix(package, last).name)
        plan = loader.graph.forwards_plan(newest)
        replaced = [loader.disk_migrations[key] for key in plan if key[0] == package]

        models = loader.project_state(newest).models
        made = [_created(model) for (app, _), model in models.items() if app == package]
        content = {
            "initial": True,
            "replaces": [(package, migration.name) for migration in replaced],
            "dependencies": _outside(package, replaced),
            "operations": [CreateModels(made)],
        }
        name = f"{replaced[0].name[:4]}_squashed_{newest[1]}"
        squash = type("Migration", (Migration,), content)(name, package)

        folder = Path(apps.get_app_config(package).path) / "migrations"
        file = folder / f"{squash.name}.py"
        file.write_text(MigrationWriter(squash, include_header=False).as_string(), encoding="utf-8")
        self.stdout.write(str(file))
        for migration in replaced:
            for operation in migration.operations:
                if isinstance(operation, RunPython):
                    self.stdout.write(
                        f"{migration.name}: {getattr(operation.code, '__name__', '')}"
                    )
                elif isinstance(operation, RunSQL):
                    self.stdout.write(f"{migration.name}: {operation.sql}")


def _outside(package: str, replaced: list[Migration]) -> list[tuple[str, str]]:
    """The latest of each other package that one of the replaced stands on."""
    outside = sorted(key for migration in replaced for key in migration.dependencies)
    return list({app: name for app, name in outside if app != package and name[0] != "_"}.items())


def _created(model: ModelState) -> CreateModel:
    options = {name: value for name, value in model.options.items() if value != []}
    fields = list(model.fields.items())
    return CreateModel(model.name, fields, options, model.bases, model.managers)
