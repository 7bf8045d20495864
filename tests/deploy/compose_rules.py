"""What a compose file must keep to: the Compose Specification's rules that matter, and this project's own."""

import re
from collections.abc import Callable, Iterator, Mapping

from simpul.errors import SettingError
from simpul.settings import PREFIX, read_settings
from tests.deploy.files import Node, node

TOP_LEVEL = frozenset({"name", "include", "services", "networks", "volumes", "configs", "secrets", "models"})
SERVICE = frozenset(
    """
    annotations attach build blkio_config cap_add cap_drop cgroup cgroup_parent command configs container_name cpu_count
    cpu_percent cpu_period cpu_quota cpu_rt_period cpu_rt_runtime cpu_shares cpus cpuset credential_spec depends_on
    deploy develop device_cgroup_rules devices dns dns_opt dns_search domainname entrypoint env_file
    environment expose extends external_links extra_hosts gpus group_add healthcheck hostname image init ipc isolation
    label_file labels links logging mac_address mem_limit mem_reservation mem_swappiness memswap_limit models
    network_mode networks oom_kill_disable oom_score_adj pid pids_limit platform ports post_start pre_stop privileged
    profiles provider pull_policy read_only restart runtime scale secrets security_opt shm_size stdin_open
    stop_grace_period stop_signal storage_opt sysctls tmpfs tty ulimits use_api_socket user userns_mode uts volumes
    volumes_from working_dir
    """.split()  # noqa: SIM905  # ninety quoted words are no easier to read
)
HEALTHCHECK = frozenset({"test", "interval", "timeout", "retries", "start_period", "start_interval", "disable"})
CONDITIONS = frozenset({"service_started", "service_healthy", "service_completed_successfully"})
RESTART = re.compile(r"no|always|unless-stopped|on-failure(:\d+)?")
DURATION = re.compile(r"(\d+(us|ms|s|m|h))+")
LOOPBACK = frozenset({"127.0.0.1", "[::1]", "::1", "localhost"})
VARIABLE = re.compile(r"\$\$|\$\{(?P<name>\w+)(?:(?P<kind>:?[-?])(?P<rest>[^}]*))?\}")

Complaints = Iterator[str]


def services(document: Node) -> Iterator[tuple[str, Node]]:
    """The services by name."""
    for name, service in node(document.get("services")).items():
        yield name, node(service)


def unknown_keys(document: Node) -> Complaints:
    """Keys that the Compose Specification does not know; a spelling mistake would silently do nothing."""
    for key in document:
        if key not in TOP_LEVEL and not key.startswith("x-"):
            yield f"{key} is no top-level key"
    for name, service in services(document):
        for key in service:
            if key not in SERVICE and not key.startswith("x-"):
                yield f"{name}: {key} is no key of a service"


def loose_images(document: Node) -> Complaints:
    """Images that may be another one tomorrow."""
    for name, service in services(document):
        image = service.get("image")
        if not isinstance(image, str):
            yield f"{name}: has no image"
            continue
        repository, _, tag = image.rpartition(":")
        if "@sha256:" not in image and (not repository or "/" in tag or not re.search(r"\d+\.\d+", tag)):
            yield f"{name}: image {image} is not pinned to a version"


def open_ports(document: Node) -> Complaints:
    """Ports that are published on more than loopback, in the short or the long syntax."""
    for name, service in services(document):
        if service.get("network_mode") == "host":
            yield f"{name}: uses the host's network"
        for port in _items(service.get("ports")):
            address = node(port).get("host_ip") if isinstance(port, Mapping) else str(port).rsplit(":", 2)[0]
            if address not in LOOPBACK or (not isinstance(port, Mapping) and str(port).count(":") < 2):
                yield f"{name}: port {port} is published on more than loopback"


def bad_health_checks(document: Node) -> Complaints:
    """Services that run on and have no health check, and health checks that cannot work."""
    for name, service in services(document):
        check = node(service.get("healthcheck"))
        if not check:
            if service.get("restart") != "no":
                yield f"{name}: runs on and has no health check"
            continue
        test = check.get("test")
        if not isinstance(test, list) or len(test) < 2 or test[0] not in {"CMD", "CMD-SHELL"}:
            yield f"{name}: the test of its health check is not a list that begins with CMD or CMD-SHELL"
        for key, value in check.items():
            if key not in HEALTHCHECK:
                yield f"{name}: {key} is no key of a health check"
            elif key in {"interval", "timeout", "start_period"} and not DURATION.fullmatch(str(value)):
                yield f"{name}: {key} {value} of its health check is no duration"


def bad_dependencies(document: Node) -> Complaints:
    """Dependencies on services that do not exist, or that can never come into the state that is waited for."""
    known = dict(services(document))
    for name, service in known.items():
        for other, condition in _dependencies(service):
            if other not in known:
                yield f"{name}: depends on {other}, which does not exist"
            elif condition not in CONDITIONS:
                yield f"{name}: {condition} is no condition"
            elif condition == "service_healthy" and not known[other].get("healthcheck"):
                yield f"{name}: waits until {other} is healthy, which has no health check"
            elif condition == "service_completed_successfully" and known[other].get("restart") != "no":
                yield f"{name}: waits until {other} has completed, which is restarted for ever"


def bad_volumes(document: Node, *, exists: Callable[[str], bool]) -> Complaints:
    """Named volumes that are not declared or not used, and mounts of what is not there."""
    declared = set(node(document.get("volumes")))
    used: set[str] = set()
    for name, service in services(document):
        for volume in _items(service.get("volumes")):
            source = str(node(volume).get("source")) if isinstance(volume, Mapping) else str(volume).split(":")[0]
            if source.startswith((".", "/", "~")):
                if not source.startswith("./") or not exists(source):
                    yield f"{name}: mounts {source}, which is not in the repository"
                continue
            used.add(source)
            if source not in declared:
                yield f"{name}: volume {source} is not declared"
    for unused in sorted(declared - used):
        yield f"volume {unused} is declared and not used"


def loose_rights(document: Node) -> Complaints:
    """Services with more rights than they need."""
    for name, service in services(document):
        if service.get("privileged"):
            yield f"{name}: is privileged"
        for key in ("cap_add", "devices", "pid", "ipc", "userns_mode"):
            if service.get(key):
                yield f"{name}: asks for {key}"
        if any("docker.sock" in str(volume) for volume in _items(service.get("volumes"))):
            yield f"{name}: mounts Docker's socket"


def bad_restarts(document: Node) -> Complaints:
    """Services that do not say what happens when they end."""
    for name, service in services(document):
        policy = service.get("restart")
        # YAML reads a bare no as false, which is no policy.
        if not isinstance(policy, str) or not RESTART.fullmatch(policy):
            yield f"{name}: restart {policy} is no restart policy"


def bad_settings(document: Node, *, given: Mapping[str, str]) -> Complaints:
    """SIMPUL_ variables that are no setting, or whose value the setting does not take; `given` is the environment."""
    for name, service in services(document):
        try:
            values = {key: interpolated(value, given=given) for key, value in environment(service).items()}
            read_settings({key: value for key, value in values.items() if key.startswith(PREFIX)})
        except (SettingError, ValueError) as problem:
            yield f"{name}: {problem}"


def written_secrets(document: Node) -> Complaints:
    """Secrets whose value stands in the file; a required variable is the place for one."""
    for name, service in services(document):
        for key, value in environment(service).items():
            if re.search(r"(KEY|PASSWORD|SECRET|TOKEN)$", key) and not re.fullmatch(r"\$\{\w+:\?[^}]+\}", value):
                yield f"{name}: the value of {key} stands in the file; write ${{{key}:?where to get it}}"


def environment(service: Node) -> dict[str, str]:
    """The environment of a service, in whichever of the two syntaxes it is written."""
    content = service.get("environment")
    if isinstance(content, list):
        return dict(str(item).partition("=")[::2] for item in content)
    return {key: str(value) for key, value in node(content).items()}


def interpolated(text: str, *, given: Mapping[str, str]) -> str:
    """The text with ${NAME}, ${NAME:-default} and ${NAME:?message} replaced, as compose does it.

    Raises:
        ValueError: a required variable is not given.
    """

    def value(found: re.Match[str]) -> str:
        name, kind, rest = found["name"], found["kind"] or "", found["rest"] or ""
        if name is None:
            return "$"
        known = given.get(name)
        if known is not None and (known or not kind.startswith(":")):
            return known
        if "?" in kind:
            raise ValueError(f"{name} is not given: {rest}")
        return rest

    return VARIABLE.sub(value, text)


def _dependencies(service: Node) -> list[tuple[str, object]]:
    given = service.get("depends_on")
    if isinstance(given, list):
        return [(str(other), "service_started") for other in given]
    return [(other, node(how).get("condition", "service_started")) for other, how in node(given).items()]


def _items(content: object) -> list[object]:
    return list(content) if isinstance(content, list) else []
