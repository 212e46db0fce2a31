#!/bin/sh
# Usage: install.sh LOCK STAMP. Makes .venv if it is missing or broken and installs exactly what LOCK pins.
set -eu
lock=$1
stamp=$2
venv=.venv

if ! "$venv/bin/python" -c '' 2>/dev/null; then
    python=
    for candidate in ${PYTHON:-python3 python3.13 python3.12 python3.11}; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            python=$candidate
            break
        fi
    done
    if [ -z "$python" ]; then
        echo "Python 3.11 or newer is needed and was not found: install it, or name it with PYTHON=/path/to/python3." >&2
        exit 1
    fi
    rm -rf "$venv"
    if ! "$python" -m venv "$venv"; then
        rm -rf "$venv"
        echo "$python cannot make a virtual environment: install its venv module (Debian, Ubuntu: apt install python3-venv)." >&2
        exit 1
    fi
fi

echo "Installing what $lock pins into $venv"
# The lock is complete and every file in it has a hash, so nothing is resolved here.
if ! "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-input \
    --no-deps --require-hashes -r "$lock"; then
    echo "The packages could not be installed: the lines above say which and why. Once that is mended, run make again." >&2
    exit 1
fi
touch "$stamp"
