"""Measures a running hub: `python -m tests.bench [figure …] [--quick] [--large] [--fresh-venv]`."""
