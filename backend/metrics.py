"""What a server counts about itself, in Prometheus' text form; a registry of its own, so that nothing else leaks in.

Requests are counted on every one of them, so in a plain dict on the event loop; the rest is rare enough for the
library's own types. What has to be asked for (queue, disk, database) is asked at the time of a scrape, by `watch`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_COMMIT_S = (0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.5, 5.0)
_BATCH = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
Gauges = Callable[[], Mapping[str, float]]


class Metrics:
    """The counters of one server. `request` on the event loop only; the others from any thread."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry(auto_describe=False)
        ProcessCollector(registry=self._registry)
        self.commands = Counter(
            "citywall_commands", "Acts by name and result", ["name", "result"], registry=self._registry
        )
        self.batch = Histogram("citywall_batch_commands", "Acts in one commit", buckets=_BATCH, registry=self._registry)
        self.commit = Histogram(
            "citywall_commit_seconds", "From begin to durable", buckets=_COMMIT_S, registry=self._registry
        )
        self.retries = Counter("citywall_batch_retries", "Batches that were tried again", registry=self._registry)
        self.dropped = Counter(
            "citywall_live_dropped", "Seats dropped by the server", ["reason"], registry=self._registry
        )
        self.jobs = Counter("citywall_job_failures", "Failed runs of a job", ["job"], registry=self._registry)
        self.evidence = Counter(
            "citywall_evidence", "Checkpoints and checks of the chain", ["what"], registry=self._registry
        )
        self.rollups = Counter(
            "citywall_rollups",
            "Rows that the audit compared and repaired",
            ["what"],
            registry=self._registry,
        )
        self._requests: dict[tuple[str, str, int], list[float]] = {}
        self._gauges: list[Gauges] = []
        self._registry.register(_Asked(self._requests, self._gauges))

    def request(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one answered request; `route` is the template, not the address."""
        kept = self._requests.get((method, route, status))
        if kept is None:
            kept = self._requests[method, route, status] = [0.0, 0.0]
        kept[0] += 1
        kept[1] += seconds

    def watch(self, gauges: Gauges) -> None:
        """Ask for these values (`citywall_NAME` -> number) at every scrape, in a worker thread."""
        self._gauges.append(gauges)

    def text(self) -> bytes:
        """Everything; call it from a worker thread."""
        return generate_latest(self._registry)


class _Asked(Collector):
    def __init__(self, requests: Mapping[tuple[str, str, int], list[float]], gauges: list[Gauges]) -> None:
        self._requests, self._gauges = requests, gauges

    def describe(self) -> Iterable[Metric]:
        return ()

    def collect(self) -> Iterable[Metric]:
        labels = ["method", "route", "status"]
        count = CounterMetricFamily("citywall_http_requests", "Requests by route and status", labels=labels)
        spent = CounterMetricFamily("citywall_http_request_seconds", "Seconds spent on them", labels=labels)
        for (method, route, status), (number, seconds) in list(self._requests.items()):
            count.add_metric([method, route, str(status)], number)
            spent.add_metric([method, route, str(status)], seconds)
        yield count
        yield spent
        for ask in self._gauges:
            for name, value in ask().items():
                yield GaugeMetricFamily(name, name.removeprefix("citywall_").replace("_", " "), value=value)
