"""How does stock viewflow see a decision: one task between start and end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from viewflow import this
from viewflow.workflow import flow
from viewflow.workflow.flow.views import UpdateProcessView

from benchmarks.decision.models import DecisionProcess

if TYPE_CHECKING:
    from agreements.models import Case


class DecisionFlow(flow.Flow):
    process_class = DecisionProcess

    start = flow.StartHandle(this.begin).Next(this.rule)
    rule = (
        flow.View(UpdateProcessView.as_view(fields=[])).Permission(auto_create=True).Next(this.end)
    )
    end = flow.End()

    def begin(self, activation: Any, case: Case) -> DecisionProcess:
        activation.process.artifact = case
        return activation.process  # type: ignore[no-any-return]
