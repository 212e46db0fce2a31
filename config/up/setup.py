"""What happens between the servers' start and the services' start: migrations and the demo."""

from django.core.management import call_command, get_commands
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.executor import MigrationExecutor


def set_up(*, demo: bool) -> None:
    """Apply the migrations there are, and load the demo if it is wanted."""
    connection = connections[DEFAULT_DB_ALIAS]
    executor = MigrationExecutor(connection)
    # `migrate` with nothing to apply still spends most of a second on permissions and content types.
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", interactive=False)
    if demo and "load_demo" in get_commands():
        call_command("load_demo")


def has_demo() -> bool:
    return "load_demo" in get_commands()
