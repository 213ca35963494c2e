"""Django app configuration."""

from django.apps import AppConfig


class DecisionBenchConfig(AppConfig):
    name = "benchmarks.decision"
    label = "bench_decision"

    def ready(self) -> None:
        from benchmarks.decision import flows  # noqa: F401 - it names its permission
