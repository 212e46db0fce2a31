"""Asks a web server whether it takes requests; as `python -m config.up.probe`, a container's health check."""

import http.client
import os
import sys


def answers(host: str, port: int, *, name: str | None = None) -> bool:
    """Whether GET /health/live is answered, be it with a refusal of our name. `name` is sent as the Host."""
    connection = http.client.HTTPConnection(host, port, timeout=1)
    try:
        connection.request("GET", "/health/live", headers={"Host": name or f"{host}:{port}"})
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    # Only the names the hub is reached by are allowed as Host.
    first = os.environ.get("ALLOWED_HOSTS", "").split(",")[0].strip().lstrip(".*")
    sys.exit(not answers("127.0.0.1", int(os.environ.get("PORT", "8000")), name=first or "localhost"))
