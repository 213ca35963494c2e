"""How is every change of a row that people change kept?"""

from __future__ import annotations

from typing import Any

from django.db import models
from simple_history.models import HistoricalRecords

import clock
from audit.acting import now_acting


class History(HistoricalRecords):  # type: ignore[misc]
    """django-simple-history, told by `acting` who changed the row, why and when."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            history_change_reason_field=models.CharField(max_length=500, null=True), **options
        )

    def create_historical_record(
        self, instance: models.Model, history_type: str, using: str | None = None
    ) -> None:
        vars(instance)["_history_date"] = now_acting().at or clock.now()
        try:
            super().create_historical_record(instance, history_type, using)
        finally:
            del vars(instance)["_history_date"]

    def get_history_user(self, instance: models.Model) -> Any:  # noqa: ARG002
        return now_acting().person

    def get_change_reason_for_object(
        self,
        instance: models.Model,  # noqa: ARG002 - asked by its own interface
        history_type: str,  # noqa: ARG002
        using: str,  # noqa: ARG002
    ) -> str | None:
        return now_acting().reason or None
