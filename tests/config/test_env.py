from __future__ import annotations

from pathlib import Path

import psycopg
import pytest
from kombu.utils.url import url_to_parts

from config import env
from config.embedded import addresses
from config.env import EnvironmentProblem

STATE = Path("/somewhere")


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch):
    for name in ("DATABASE_URL", "REDIS_URL", "PORT", "HUB_STATE_DIR", "FLAG", "OIDC_SERVER_URL"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize("value", ["1", "true", "YES", " on "])
def test_a_flag_is_on_in_any_common_spelling(monkeypatch, value):
    monkeypatch.setenv("FLAG", value)
    assert env.flag("FLAG") is True


@pytest.mark.parametrize("value", ["0", "false", "No", "off"])
def test_a_flag_is_off_in_any_common_spelling(monkeypatch, value):
    monkeypatch.setenv("FLAG", value)
    assert env.flag("FLAG", True) is False


def test_an_empty_flag_is_its_default(monkeypatch):
    monkeypatch.setenv("FLAG", "")
    assert env.flag("FLAG", True) is True


def test_a_flag_that_is_neither_names_itself_and_what_to_write(monkeypatch):
    monkeypatch.setenv("FLAG", "maybe")
    with pytest.raises(EnvironmentProblem, match=r"FLAG is 'maybe'.*write 1 or 0"):
        env.flag("FLAG")


def test_prices_of_models_are_named_for_prompt_and_completion(monkeypatch):
    assert env.prices("PRICES") == {}
    monkeypatch.setenv("PRICES", "our-own=0.10/0.40, other:7b=0/0")
    assert env.prices("PRICES") == {"our-own": ("0.10", "0.40"), "other:7b": ("0", "0")}


@pytest.mark.parametrize(
    "value", ["our-own", "=1/2", "our-own=1", "our-own=1/-2", "our-own=a/b", "our-own=nan/1"]
)
def test_a_price_that_is_none_is_refused(monkeypatch, value):
    monkeypatch.setenv("PRICES", value)
    with pytest.raises(EnvironmentProblem, match=r"PRICES has .*write model=0.15/0.60"):
        env.prices("PRICES")


def test_a_decimal_has_a_least(monkeypatch):
    monkeypatch.setenv("BACKOFF", "1.5")
    assert env.decimal("BACKOFF", 2, least=1) == 1.5
    monkeypatch.setenv("BACKOFF", "0.5")
    with pytest.raises(EnvironmentProblem, match=r"BACKOFF is '0\.5': write a number from 1"):
        env.decimal("BACKOFF", 2, least=1)


@pytest.mark.parametrize("value", ["0", "65536", "-1", "http", "80.0", "²"])
def test_a_port_that_is_none_is_refused(monkeypatch, value):
    monkeypatch.setenv("PORT", value)
    with pytest.raises(EnvironmentProblem, match=r"PORT is .*from 1 to 65535"):
        env.port()


def test_the_port_is_8000_unless_said_otherwise(monkeypatch):
    assert env.port() == 8000
    monkeypatch.setenv("PORT", "9001")
    assert env.port() == 9001


def test_a_list_drops_blanks(monkeypatch):
    monkeypatch.setenv("FLAG", " a.example, ,b.example,")
    assert env.items("FLAG") == ["a.example", "b.example"]


def test_the_state_directory_is_absolute_and_its_tilde_expanded(monkeypatch):
    monkeypatch.setenv("HUB_STATE_DIR", "~/hub")
    assert env.state_dir() == Path.home().resolve() / "hub"


def test_without_a_database_url_the_embedded_server_is_used():
    assert env.database(STATE)["HOST"] == str(addresses.postgres_dir(STATE))


def test_a_database_url_may_hold_encoded_characters_a_socket_and_ssl_options(monkeypatch):
    monkeypatch.setenv(
        "DATABASE_URL",
        "postgresql://us%40er:p%2Fw%3A%23@/sup%20port?host=/var/run/pg&port=5433&sslmode=require",
    )
    assert env.database(STATE) == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "sup port",
        "USER": "us@er",
        "PASSWORD": "p/w:#",
        "HOST": "/var/run/pg",
        "PORT": "5433",
        "OPTIONS": {"sslmode": "require"},
    }


def test_a_database_url_may_name_an_ipv6_host(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://u@[::1]:6000/hub")
    database = env.database(STATE)
    assert (database["HOST"], database["PORT"], database["NAME"]) == ("::1", "6000", "hub")


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("mysql://u:secret@h/db", "does not start with postgresql://"),
        ("hub", "does not start with postgresql://"),
        ("postgresql:", "does not start with postgresql://"),
        ("postgresql://u:secret@h:port/db", "a port that is not a number"),
        ("postgresql://u:secret@h", "names no database"),
        ("postgresql://u:secret@h/db?colour=red", "cannot be read"),
        ("postgresql://u:secret@[::1/db", "cannot be read"),
        ("postgresql://u:sec%ret@h/db", "cannot be read"),
    ],
)
def test_a_broken_database_url_says_what_is_wrong_and_keeps_the_password(monkeypatch, url, why):
    monkeypatch.setenv("DATABASE_URL", url)
    with pytest.raises(EnvironmentProblem, match=why) as problem:
        env.database(STATE)
    assert "DATABASE_URL" in str(problem.value)
    assert "write postgresql://" in str(problem.value)
    assert "sec" not in str(problem.value)


@pytest.mark.parametrize(
    "url", ["redis://cache:6379/1", "rediss://:pw@cache/0", "unix:///run/redis.sock?db=2"]
)
def test_a_redis_url_is_passed_on_as_it_is(monkeypatch, url):
    monkeypatch.setenv("REDIS_URL", url)
    assert env.redis_url(STATE) == url


@pytest.mark.parametrize(
    "url",
    ["http://cache", "cache:6379", "redis://", "redis://cache:port/0", "redis://cache/first", "unix://"],
)
def test_a_broken_redis_url_says_what_to_write(monkeypatch, url):
    monkeypatch.setenv("REDIS_URL", url)
    with pytest.raises(EnvironmentProblem, match=r"REDIS_URL cannot be read.*redis://host:6379/0"):
        env.redis_url(STATE)


def test_celery_gets_a_unix_socket_in_the_form_kombu_reads():
    parts = url_to_parts(env.celery_broker_url("unix:///tmp/a b/redis.sock?db=3"))
    assert parts.scheme == "redis+socket"
    assert parts.query["virtual_host"] == "3"
    assert parts.path.replace("%20", " ") == "tmp/a b/redis.sock"


def test_celery_gets_any_other_redis_url_unchanged():
    assert env.celery_broker_url("rediss://:pw@cache:6379/1") == "rediss://:pw@cache:6379/1"


def test_single_sign_on_wants_all_of_its_variables(monkeypatch):
    monkeypatch.setenv("OIDC_SERVER_URL", "https://login.example.com")
    monkeypatch.setenv("OIDC_CLIENT_ID", "hub")
    monkeypatch.delenv("OIDC_CLIENT_SECRET", raising=False)
    with pytest.raises(EnvironmentProblem, match="OIDC_CLIENT_SECRET"):
        env.oidc_providers()
    monkeypatch.setenv("OIDC_CLIENT_SECRET", "s3cret")
    assert env.oidc_providers()["openid_connect"]["APPS"][0]["client_id"] == "hub"


def test_a_sockets_path_stays_short_however_long_the_state_directorys_is():
    deep = Path("/" + "/".join(["a-rather-long-directory-name"] * 20))
    assert len(str(addresses.postgres_dir(deep) / ".s.PGSQL.5432.lock")) < 100
    assert len(str(addresses.redis_socket(deep))) < 100


def test_two_state_directories_never_share_their_sockets():
    assert addresses.sockets_dir(Path("/a")) != addresses.sockets_dir(Path("/b"))


def test_the_embedded_database_is_the_one_libpq_finds():
    entry = addresses.database(STATE)
    conninfo = psycopg.conninfo.make_conninfo(host=entry["HOST"], port=entry["PORT"], dbname=entry["NAME"])
    assert psycopg.conninfo.conninfo_to_dict(conninfo)["host"] == str(addresses.postgres_dir(STATE))


def test_networks_and_ports_are_lists(monkeypatch):
    monkeypatch.setenv("NETWORKS", "10.0.0.0/8, 192.168.1.5")
    monkeypatch.setenv("PORTS", "80, 8080")
    assert env.networks("NETWORKS") == ["10.0.0.0/8", "192.168.1.5/32"]
    assert env.ports("PORTS", [443]) == [80, 8080]
    assert env.ports("NO_PORTS", [443]) == [443]


@pytest.mark.parametrize(
    ("name", "value"), [("NETWORKS", "10.0.0.1/8"), ("NETWORKS", "wiki"), ("PORTS", "0")]
)
def test_a_network_or_port_that_is_none_is_named(monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    with pytest.raises(EnvironmentProblem, match=name):
        env.networks(name) if name == "NETWORKS" else env.ports(name, [])


@pytest.mark.parametrize("value", ["1.2", "-0.1", "much", "nan"])
def test_a_share_is_a_number_from_nought_to_one(monkeypatch, value):
    monkeypatch.setenv("SHARE", "0.85")
    assert env.share("SHARE", 0.8) == 0.85
    monkeypatch.setenv("SHARE", value)
    with pytest.raises(EnvironmentProblem, match="from 0 to 1"):
        env.share("SHARE", 0.8)
