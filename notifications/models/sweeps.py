"""When did each sweep last run?"""

from __future__ import annotations

from django.db import models


class SweepRun(models.Model):
    """The last run of one sweep and what it counted; written by machines, no history."""

    name = models.CharField(max_length=50, unique=True)
    at = models.DateTimeField()
    counts = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.name} {self.at:%Y-%m-%d %H:%M}"
