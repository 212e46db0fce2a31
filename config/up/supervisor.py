"""Runs services until asked to stop: starts them, passes on what they say, restarts what dies."""

import selectors
import time
from collections.abc import Callable, Sequence

from config.embedded.server import Server
from config.env import EnvironmentProblem
from config.up.interrupts import Interrupts
from config.up.output import Output
from config.up.service import Service, describe

_TICK_SECONDS = 0.5
_TICK_UNTIL_READY_SECONDS = 0.05


class Supervisor:
    """One thread, one loop over the services' output, their ends and our signals.

    `is_ready` is asked until it first holds, then `on_ready` is called once. `servers` are watched, not
    restarted: without its database nothing else has a purpose.
    """

    def __init__(
        self,
        services: Sequence[Service],
        *,
        servers: Sequence[Server],
        output: Output,
        interrupts: Interrupts,
        is_ready: Callable[[], bool],
        on_ready: Callable[[], None],
    ) -> None:
        self._services = services
        self._servers = servers
        self._output = output
        self._interrupts = interrupts
        self._is_ready = is_ready
        self._on_ready = on_ready
        self._selector = selectors.DefaultSelector()

    def run(self) -> None:
        """Returns when asked to stop, raises EnvironmentProblem when it cannot go on; all is stopped then."""
        self._selector.register(self._interrupts.wakes, selectors.EVENT_READ, None)
        ready = False
        try:
            while not self._interrupts.count:
                for service in self._services:
                    if service.is_due and (ready or not service.waits_for_ready):
                        self._start(service)
                self._pump(_TICK_SECONDS if ready else _TICK_UNTIL_READY_SECONDS)
                self._tend()
                if not ready and self._is_ready():
                    ready = True
                    self._on_ready()
        finally:
            self._stop_all()
            self._selector.close()

    def _start(self, service: Service) -> None:
        self._selector.register(service.start(), selectors.EVENT_READ, service)

    def _pump(self, seconds: float) -> None:
        for key, _ in self._selector.select(seconds):
            service = key.data
            if service is None:
                self._interrupts.drain()
            else:
                self._pass_on(service, service.lines.feed(service.read()))

    def _pass_on(self, service: Service, lines: Sequence[str]) -> None:
        for line in lines:
            self._output.line(service.name, line)

    def _tend(self) -> None:
        for server in self._servers:
            if not server.is_running:
                how = describe(server.process.returncode)
                raise EnvironmentProblem(f"{server.name} ended by itself ({how}): its log is {server.log}.")
        for service in self._services:
            if service.process is None or not service.has_ended():
                continue
            status = self._clear(service)
            wait = service.plan_restart()
            if service.has_failed:
                raise EnvironmentProblem(
                    f"{service.name} ended {service.quick_ends} times right after its start, "
                    f"the last time with {describe(status)}: its lines above say why."
                )
            self._output.say(f"{service.name} ended ({describe(status)}), starting it again in {wait:g} s")

    def _clear(self, service: Service) -> int:
        """Take leave of a child with its last words, and of what is left of its group."""
        service.kill_group()
        while piece := service.read():
            self._pass_on(service, service.lines.feed(piece))
        self._pass_on(service, service.lines.finish())
        self._selector.unregister(service.output)
        return service.clear()

    def _stop_all(self) -> None:
        """In the order of the list, each with its time; a second request to stop leaves them none."""
        asked = self._interrupts.count
        self._output.say("stopping")
        for service in self._services:
            if service.process is None:
                continue
            end = time.monotonic() + service.stop_seconds
            service.ask_to_stop()
            while (
                not service.has_ended() and time.monotonic() < end and self._interrupts.count <= max(asked, 1)
            ):
                self._pump(0.05)
            if not service.has_ended():
                self._output.say(f"{service.name} did not stop in time and is killed")
            self._clear(service)
