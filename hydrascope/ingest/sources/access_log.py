"""Access logs of web servers in front of a model: nginx as JSON, nginx combined, vLLM.

A line says who called when, and how it ended, never what it cost. Only paths of model APIs are
requests; others (pages, health checks, downloads) are rejected by name. vLLM (and any
uvicorn server) prints lines without a time: they are rejected unless a collector put its time
in front (``docker logs -t``, ``kubectl logs --timestamps``); load the log of the proxy instead.
"""

from pathlib import Path

from hydrascope.ingest.facts import Facts
from hydrascope.ingest.source import Source, first_of, literal

_QUERY = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
_COMBINED = (
    r'^(\S+) (\S+) (.*?) \[([^\]]+)\] "([^"\\]*(?:\\.[^"\\]*)*)" ([0-9]{3}) ([0-9-]+)'
    r'(?: "([^"\\]*(?:\\.[^"\\]*)*)" "([^"\\]*(?:\\.[^"\\]*)*)")?'
)
_STAMP = r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9:.,]+(?:Z|[+-][0-9:]+)?"
_UVICORN = (
    rf"^(?:\S+ \| )?({_STAMP})?\s*(?:\(\w+ pid=\d+\) )?INFO:\s+(\S+) - "
    r'"(\S+ \S+ HTTP/[0-9.]+)" ([0-9]{3})'
)
# What each group of a pattern is called; the one that is never empty.
_GROUPS = {
    "nginx_combined": (
        ("remote_addr", "ident", "remote_user", "time", "request", "status", "bytes", "referrer",
         "agent"),
        "request",
    ),
    "vllm": (("time", "remote_addr", "request", "status"), "request"),
}  # fmt: skip
_TIMES = ("time", "time_iso8601", "time_local", "@timestamp", "timestamp", "msec")
_ADDRESS = ("http_x_forwarded_for", "x_forwarded_for", "remote_addr", "remote_ip", "client_ip")
_PATH = ("request_uri", "uri", "path")
_STATUS = ("status", "response", "response_code", "status_code")
_AGENT = ("http_user_agent", "user_agent", "agent")
_USER = ("remote_user", "user_id", "account_id")
_FIELDS = (*_TIMES, *_ADDRESS, *_PATH, *_STATUS, *_AGENT, *_USER, "request", "request_id",
           "request_time", "request_length")  # fmt: skip
_NO_CLOCK = "the line has no time: load the log of the proxy in front instead"


def _first(names: tuple[str, ...]) -> str:
    return first_of(*(f'"{name}"' for name in names))


_ASKED = first_of(*(f'"{name}"' for name in _PATH), "split_part(\"request\", ' ', 2)")


def _explode(name: str, line: str) -> str:
    """The query that takes the lines of one pattern apart."""
    groups, first = _GROUPS[name]
    listed = ", ".join(literal(group) for group in groups)
    return (
        _QUERY.replace("'{pattern}'", literal(line))
        .replace("{groups}", f"[{listed}]")
        .replace("{first}", first)
    )


def _facts(vendor: str, files: str, clock: str, fixture: str, sample: str) -> Facts:
    return Facts(
        vendor=vendor,
        files=files,
        clock=clock,
        fixture=fixture,
        sample="real" if sample == "real" else "schema",
        basis="users" if sample == "real" else "documentation",
        units="seconds (`request_time`)",
        missing=("tokens, cost, models and prompts", "an account, unless nginx checked the user"),
    )


def _log(
    name: str,
    label: str,
    facts: Facts,
    anchors: tuple[str, ...] = (),
    line: str = "",
    absent: tuple[str, ...] = (),
) -> Source:
    return Source(
        name=name,
        label=label,
        facts=facts,
        table="requests",
        anchors=anchors,
        absent=absent,
        line=line,
        explode=_explode(name, line) if line else "",
        fields=_FIELDS,
        time=_first(_TIMES),
        derived=(("asked", _ASKED),),
        rejects=(
            *(((_NO_CLOCK, f"{_first(_TIMES)} is null"),) if name == "vllm" else ()),
            ("not a call to a model", 'operation_of_path("asked") is null'),
        ),
        account_chain=tuple(("user", f'"{one}"') for one in _USER),
        columns={
            "request_id": 'coalesce("request_id", record_id)',
            "user_id": _first(_USER),
            "gen_ai_operation_name": 'operation_of_path("asked")',
            "duration_ms": 'to_length("request_time") * 1000',
            "status": f"to_status({_first(_STATUS)})",
            "http_response_status_code": f"try_cast({_first(_STATUS)} as smallint)",
            "client_address": _first(_ADDRESS),
            "user_agent_original": _first(_AGENT),
        },
    )


_NGINX = "nginx’s `log_format` as JSON, one request per line or an array"
SOURCES = (
    _log(
        "nginx",
        "nginx access log (JSON)",
        _facts(
            "nginx",
            _NGINX,
            "`17/May/2015:08:05:32 +0000`, ISO 8601 or epoch seconds",
            "nginx/access-array.json",
            "real",
        ),
        anchors=("remote_ip", "remote_user", "request", "response", "bytes", "agent"),
    ),
    _log(
        "nginx",
        "nginx access log (JSON)",
        _facts(
            "nginx",
            _NGINX,
            "`17/May/2015:08:05:32 +0000`, ISO 8601 or epoch seconds",
            "nginx/access.jsonl",
            "schema",
        ),
        anchors=("remote_addr", "request", "status", "http_user_agent", "body_bytes_sent"),
    ),
    _log(
        "nginx_combined",
        "nginx or Apache access log (combined)",
        _facts(
            "nginx",
            "lines in the format `combined` or `common`",
            "`17/May/2015:08:05:32 +0000`",
            "nginx/access.log",
            "schema",
        ),
        line=_COMBINED,
    ),
    _log(
        "vllm",
        "vLLM (uvicorn) access log",
        _facts(
            "vLLM",
            'lines of the server: `INFO: ip:port - "POST /v1/… HTTP/1.1" 200 OK`',
            "none; the collector's, where it put one in front",
            "vllm/server.log",
            "schema",
        ),
        line=_UVICORN,
    ),
)
