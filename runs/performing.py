"""One attempt at a run: get ready, do what the action says, record what comes, decide on what goes wrong."""

import logging
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db import InterfaceError, OperationalError
from django.utils.translation import gettext as _

from actions import registry
from actions.action import Action
from actions.outputs import Value
from actions.showable import shown
from connections.client import Client
from connections.errors import Cancelled, OpenAIError, Unusable
from connections.models import Connection
from runs import events, failures
from runs.failures import Refused
from runs.keeper import Hand, Stop
from runs.models import Pace, Run, State
from runs.patience import patiently, release, seated
from runs.permitted import may_go_through
from runs.recording import LostRun, Recording

log = logging.getLogger(__name__)
# An action reads an answer as it ought to be: what is not there, or is something else, ends in one of these.
MISREAD = (LookupError, TypeError, ValueError, AttributeError, OverflowError, RecursionError)


class RunGuard:
    """Stands between a run and its server: records that the request leaves, and hears of cancels."""

    def __init__(self, hand: Hand) -> None:
        self.hand = hand

    def before_send(self) -> None:
        with seated():
            sent = self.hand.attempt.sent()
        if not sent:
            raise LostRun

    def cancelled(self) -> bool:
        return self.hand.stop is not None


class Performance:
    def __init__(self, run: Run, hand: Hand) -> None:
        self.run, self.hand, self.attempt = run, hand, hand.attempt
        self.free = False
        self.recording = Recording(run, hand.attempt)

    def perform(self) -> None:
        """Do it, and leave the run in the state that follows. Raises only if the database stays away."""
        events.restart(self.run.key)
        try:
            action, connection = self.prepare()
            self.ask(action, connection)
            if not self.recording.end(self.attempt.succeed, whole=True):
                raise LostRun
            patiently(lambda: Pace.objects.speed_up(connection.pk))
        except Exception as error:
            self.settle(error)
        finally:
            self.recording.forget()

    def prepare(self) -> tuple[Action, Connection]:
        """Return what to do and with whom. Raises Refused."""
        run = self.run
        try:
            action = registry.get(run.action)
        except KeyError:
            raise Refused(
                "no_action", _("Workroom does not have this action any more."), _("Choose another one.")
            ) from None
        self.free = not action.costs(run.values)
        if not run.owner.is_active:
            raise Refused(
                "no_owner", _("Whoever asked for this can no longer sign in."), _("Ask again as yourself.")
            )
        choose = _("Run again with another connection, or ask your administrator.")
        if run.connection is None:
            raise Refused(
                "no_connection",
                _("The connection “%(connection)s” was deleted.") % {"connection": run.connection_name},
                choose,
            )
        if not run.connection.enabled:
            raise Refused(
                "connection_disabled",
                _("The connection “%(connection)s” is switched off.") % {"connection": run.connection},
                choose,
            )
        if not may_go_through(run.owner, action, run.connection):
            raise Refused(
                "connection_denied",
                _("You may not use the connection “%(connection)s” any more.")
                % {"connection": run.connection},
                choose,
            )
        return action, run.connection

    def ask(self, action: Action, connection: Connection) -> None:
        client = connection.client(guard=RunGuard(self.hand), reference=str(self.attempt))
        with client, self.run.inputs() as values:
            release()
            for value in self.results(action, client, values):
                self.recording.take(value)

    def results(self, action: Action, client: Client, values: Mapping[str, Any]) -> Iterator[Value]:
        """Yield what the action yields. Raises Unusable where it could not read an answer as it was."""
        try:
            for value in action.perform(client, values):
                yield from shown(value)
        except MISREAD as error:
            if self.attempt.sent_at is None:  # there is no answer yet: it is our own mistake
                raise
            log.warning("An answer to run %s could not be used", self.run.key, exc_info=error)
            raise Unusable from error

    def settle(self, error: Exception) -> None:
        """Leave RUNNING because of an error. A refused step is thought over: a cancel may have come."""
        for _step in range(3):
            asked = patiently(
                lambda: self.attempt.current().values_list("cancel_requested", flat=True).first()
            )
            if asked is None:
                log.info("Run %s is no longer ours: its result is dropped", self.run.key)
                return
            if self.recording.end(self.attempt.cancelled) if asked else self.decide(error):
                return

    def decide(self, error: Exception) -> bool:
        """Take the step that follows from the error. False if it was refused."""
        harmless = self.free or self.attempt.sent_at is None
        match error:
            case Cancelled() if self.hand.stop is Stop.STOPPING:
                return self.requeue() if harmless else self.fail(failures.stopped())
            case OpenAIError():
                return self.answer(error)
            case RecursionError() if self.attempt.sent_at is not None:  # JSON nested too deep to be kept
                return self.answer(Unusable())
            case Refused():
                return self.fail(failures.refused(error))
            case OperationalError() | InterfaceError() if (
                harmless and self.attempt.number < failures.MOST_ATTEMPTS
            ):
                log.warning("The database failed run %s before it was sent: %s", self.run.key, error)
                return self.requeue()
            case OSError() if self.attempt.sent_at is not None:
                log.error("What came of run %s could not be stored", self.run.key, exc_info=error)
                return self.fail(failures.not_stored(self.run, charged=not harmless))
            case _:
                log.error("Run %s failed", self.run.key, exc_info=error)
                return self.fail(failures.unexpected(self.run, charged=not harmless))

    def answer(self, error: OpenAIError) -> bool:
        explained = failures.explained(self.run, error, free=self.free)
        self.recording.record.request_id = error.request_id
        if until := failures.pause_after(error):
            patiently(lambda: self.slow_down(until))
        if at := failures.next_try(error, self.attempt, free=self.free):
            return self.put_back(patiently(lambda: self.attempt.retry(at, explained)))
        return self.fail(explained)

    def slow_down(self, until: datetime) -> None:
        """Slow this run's connection for everybody."""
        if connection := self.run.connection_id:
            running = Run.objects.filter(state=State.RUNNING, connection=connection).count()
            Pace.objects.slow_down(connection, until, running)

    def requeue(self) -> bool:
        return self.put_back(patiently(self.attempt.requeue))

    def put_back(self, moved: bool) -> bool:
        if moved:
            events.publish(self.run.key, "changed")
        return moved

    def fail(self, error: dict[str, object]) -> bool:
        return self.recording.end(lambda record: self.attempt.fail(error, record))
