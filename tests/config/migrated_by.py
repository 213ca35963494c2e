"""Migrate the database of the environment by squashes, or by what they replace. A program.

Run as `python -m tests.config.migrated_by squashes` or `replaced`. Goes as far as the squashes do.
"""

from __future__ import annotations

import os
import sys

import django


def migrate(way: str) -> None:
    from django.db import connection  # noqa: PLC0415 - the settings must stand first
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415
    from django.db.migrations.loader import MigrationLoader  # noqa: PLC0415

    by_squashes = {"squashes": True, "replaced": False}[way]
    executor = MigrationExecutor(connection)
    executor.loader = MigrationLoader(connection, replace_migrations=by_squashes)
    squashes = executor.loader.replacements.items()
    executor.migrate([key if by_squashes else squash.replaces[-1] for key, squash in squashes])


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    migrate(sys.argv[1])
