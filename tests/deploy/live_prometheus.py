"""A Prometheus of the test's own, run with the configuration of deploy/ over given workers."""

import json
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from simpul.local._ports import free_port
from tests.deploy.files import PROMETHEUS, Node, nodes
from tests.system_tools import needs_tool

PATIENCE_S = 60.0


@dataclass(frozen=True)
class LivePrometheus:
    """Answers PromQL."""

    address: str

    def query(self, expression: str) -> list[Node]:
        """The series that an expression gives; an expression that is wrong fails the test with Prometheus' words."""
        answer = httpx.get(f"{self.address}/api/v1/query", params={"query": expression}, timeout=30).json()
        assert answer["status"] == "success", f"{answer.get('error')}: {expression}"
        return nodes(answer["data"]["result"])

    def rules(self) -> list[Node]:
        """The rules that it evaluates, with how that goes."""
        answer = httpx.get(f"{self.address}/api/v1/rules", timeout=30).json()
        return [rule for group in nodes(answer["data"]["groups"]) for rule in nodes(group["rules"])]


def wait_until(holds: Callable[[], bool], *, what: str) -> None:
    """Return as soon as it holds; fail after a minute."""
    end = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < end, f"{what}: not within {PATIENCE_S:.0f} s"
        time.sleep(0.1)


@contextmanager
def live_prometheus(folder: Path, *, targets: Mapping[str, Mapping[str, str]]) -> Iterator[LivePrometheus]:
    """A Prometheus with the rules of deploy/ that scrapes each second; `targets` are labels by host:port."""
    program = needs_tool("prometheus")
    shutil.copytree(PROMETHEUS, folder / "etc")
    config = (PROMETHEUS / "prometheus.yml").read_text(encoding="utf-8")
    for slow, quick in (("interval: 5s", "interval: 1s"), ("timeout: 4s", "timeout: 1s")):
        config = config.replace(slow, quick)
    (folder / "etc" / "prometheus.yml").write_text(config, encoding="utf-8")
    listed = [{"targets": [address], "labels": labels} for address, labels in targets.items()]
    (folder / "etc" / "workers.yml").write_text(json.dumps(listed), encoding="utf-8")
    port = free_port()
    command = [
        program,
        f"--config.file={folder / 'etc' / 'prometheus.yml'}",
        f"--storage.tsdb.path={folder / 'data'}",
        f"--web.listen-address=127.0.0.1:{port}",
    ]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
    prometheus = LivePrometheus(f"http://127.0.0.1:{port}")
    try:
        wait_until(lambda: _is_ready(prometheus, process, folder / "log"), what="Prometheus is ready")
        yield prometheus
    finally:
        process.terminate()
        process.wait(30)


def value_of(series: Node) -> float:
    """The value of an instant series."""
    content = series["value"]
    assert isinstance(content, list)
    return float(content[1])


def _is_ready(prometheus: LivePrometheus, process: "subprocess.Popen[bytes]", log: Path) -> bool:
    assert process.poll() is None, log.read_text(encoding="utf-8")
    try:
        return httpx.get(f"{prometheus.address}/-/ready", timeout=5).status_code == httpx.codes.OK
    except httpx.TransportError:
        return False
