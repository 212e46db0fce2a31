"""Reads the environment. A broken value says which variable, what is wrong and what to write instead."""

import os
from ipaddress import ip_network
from math import isfinite
from pathlib import Path
from urllib.parse import parse_qs, quote, urlencode, urlsplit

import psycopg
from psycopg.conninfo import conninfo_to_dict
from redis.connection import parse_url

from config.embedded import addresses

REPOSITORY = Path(__file__).resolve().parent.parent

_YES = {"1", "true", "yes", "on"}
_NO = {"0", "false", "no", "off"}
_DATABASE_EXAMPLE = "postgresql://user:password@host:5432/name"
_REDIS_EXAMPLE = "redis://host:6379/0, rediss://… or unix:///path/to/redis.sock"


class EnvironmentProblem(Exception):
    """Something outside the program is wrong; the text is one sentence for the person who started it."""


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, "").strip() or default


def flag(name: str, default: bool = False) -> bool:
    value = text(name).lower()
    if not value:
        return default
    if value not in _YES | _NO:
        raise EnvironmentProblem(f"{name} is {value!r}, which is neither on nor off: write 1 or 0.")
    return value in _YES


def number(name: str, default: int, *, least: int = 0, most: int = 2**31 - 1) -> int:
    value = text(name)
    if not value:
        return default
    if not (value.isascii() and value.isdigit()) or not least <= int(value) <= most:
        raise EnvironmentProblem(f"{name} is {value!r}: write a whole number from {least} to {most}.")
    return int(value)


def share(name: str, default: float) -> float:
    """A number from 0 to 1."""
    value = text(name)
    try:
        given = float(value) if value else default
    except ValueError:
        given = -1.0
    if not 0 <= given <= 1:
        raise EnvironmentProblem(f"{name} is {value!r}: write a number from 0 to 1, as 0.8.")
    return given


def decimal(name: str, default: float, *, least: float = 0) -> float:
    value = text(name)
    given = _finite(value) if value else default
    if given is None or given < least:
        raise EnvironmentProblem(f"{name} is {value!r}: write a number from {least:g} on, as 1.5.")
    return given


def prices(name: str) -> dict[str, tuple[str, str]]:
    """Dollars for a million tokens, as `model=prompt/completion`, comma-separated."""
    found = {}
    for item in items(name):
        model, _equals, price = item.rpartition("=")
        prompt, _slash, completion = price.partition("/")
        dollars = (_finite(prompt), _finite(completion))
        if not model or any(one is None or one < 0 for one in dollars):
            raise EnvironmentProblem(
                f"{name} has {item!r}: write model=0.15/0.60, for prompt and completion."
            )
        found[model.strip()] = (prompt.strip(), completion.strip())
    return found


def _finite(value: str) -> float | None:
    try:
        given = float(value)
    except ValueError:
        return None
    return given if isfinite(given) else None


def items(name: str) -> list[str]:
    """A comma-separated list; blanks are dropped."""
    return [item.strip() for item in text(name).split(",") if item.strip()]


def ports(name: str, default: list[int]) -> list[int]:
    given = items(name)
    if not all(item.isascii() and item.isdigit() and 0 < int(item) < 65536 for item in given):
        raise EnvironmentProblem(f"{name} is {text(name)!r}: write ports like 80,443.")
    return [int(item) for item in given] or default


def networks(name: str) -> list[str]:
    """Networks like 10.0.0.0/8, or single addresses."""
    try:
        return [str(ip_network(item)) for item in items(name)]
    except ValueError as error:
        raise EnvironmentProblem(f"{name}: {error}. Write networks like 10.1.0.0/16.") from error


def port() -> int:
    return number("PORT", 8000, least=1, most=65535)


def state_dir() -> Path:
    """Where the embedded servers keep their data and everything else that must survive a restart."""
    given = text("HUB_STATE_DIR")
    return Path(given).expanduser().resolve() if given else REPOSITORY / "var"


def database(state_dir: Path) -> dict[str, object]:
    """The Django DATABASES entry: DATABASE_URL, or else the embedded PostgreSQL of the state directory."""
    url = text("DATABASE_URL")
    if not url:
        return addresses.database(state_dir)
    given = _database_parameters(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": given.pop("dbname"),
        "USER": given.pop("user", ""),
        "PASSWORD": given.pop("password", ""),
        "HOST": given.pop("host", ""),
        "PORT": given.pop("port", ""),
        "OPTIONS": given,
    }


def _database_parameters(url: str) -> dict[str, object]:
    # The messages never repeat the URL: it holds a password and ends up in logs.
    scheme = url.partition("://")[0]
    if scheme not in ("postgresql", "postgres") or "://" not in url:
        raise EnvironmentProblem(
            "DATABASE_URL does not start with postgresql://, and no other database will do: "
            f"write {_DATABASE_EXAMPLE}."
        )
    try:
        parameters: dict[str, object] = dict(conninfo_to_dict(url))
    except psycopg.ProgrammingError:
        raise EnvironmentProblem(
            f"DATABASE_URL cannot be read as a PostgreSQL URL: write {_DATABASE_EXAMPLE}, "
            "with @ / : # % in the password percent-encoded."
        ) from None
    ports = str(parameters.get("port", ""))
    if not all(part == "" or (part.isascii() and part.isdigit()) for part in ports.split(",")):
        raise EnvironmentProblem(f"DATABASE_URL has a port that is not a number: write {_DATABASE_EXAMPLE}.")
    if not parameters.get("dbname"):
        raise EnvironmentProblem(f"DATABASE_URL names no database: write {_DATABASE_EXAMPLE}.")
    return parameters


def redis_url(state_dir: Path) -> str:
    """REDIS_URL, or else the embedded Redis of the state directory; in the form redis-py takes."""
    url = text("REDIS_URL")
    if not url:
        return addresses.redis_url(state_dir)
    try:
        parameters = parse_url(url)
        named = parameters.get("path") or parameters.get("host")
        if urlsplit(url).scheme != "unix":
            int(urlsplit(url).path.strip("/") or 0)
    except ValueError:
        named = None
    if not named:
        raise EnvironmentProblem(f"REDIS_URL cannot be read as a Redis URL: write {_REDIS_EXAMPLE}.")
    return url


def celery_broker_url(redis_url: str) -> str:
    """The same Redis in the form kombu takes: it knows Unix sockets as redis+socket://."""
    parts = urlsplit(redis_url)
    if parts.scheme != "unix":
        return redis_url
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    query["virtual_host"] = query.pop("db", "0")
    login = parts.netloc.rpartition("@")[0]
    return f"redis+socket://{login}{'@' if login else ''}{quote(parts.path)}?{urlencode(query)}"


def oidc_providers() -> dict[str, object]:
    """allauth's SOCIALACCOUNT_PROVIDERS for one OpenID Connect server, or nothing when none is named."""
    names = ("OIDC_SERVER_URL", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET")
    missing = [name for name in names if not text(name)]
    if len(missing) == len(names):
        return {}
    if missing:
        raise EnvironmentProblem(
            f"OpenID Connect also needs {' and '.join(missing)}: write them, or leave out all OIDC_*."
        )
    app = {
        "provider_id": "oidc",
        "name": text("OIDC_NAME", "Single sign-on"),
        "client_id": text("OIDC_CLIENT_ID"),
        "secret": text("OIDC_CLIENT_SECRET"),
        # Who names the server trusts it: an address that it has verified signs in whoever has it here.
        "settings": {"server_url": text("OIDC_SERVER_URL"), "email_authentication": True},
    }
    return {"openid_connect": {"APPS": [app]}}
