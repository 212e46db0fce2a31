#!/bin/sh
# Resolves pyproject.toml into the two locks, by uv in a virtual environment that is thrown away.
set -eu
tools=$(mktemp -d)
trap 'rm -rf "$tools"' EXIT
"${PYTHON:-python3}" -m venv "$tools"
"$tools/bin/python" -m pip install --quiet --disable-pip-version-check uv

compile() {
    "$tools/bin/uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes \
        --no-annotate --no-header pyproject.toml "$@"
}
compile --upgrade -o requirements.lock
compile --upgrade --extra dev -c requirements.lock -o requirements-dev.lock
