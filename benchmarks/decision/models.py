"""Which process does the peer's flow run?"""

from __future__ import annotations

from viewflow.workflow.models import Process


class DecisionProcess(Process):
    """A process of viewflow's own table, with permissions of its own."""

    class Meta:
        proxy = True
