"""A server to talk to, for as long as a command runs, and what the command says when that fails."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from muniment.cli.client.profiles import Profile, WrongProfileError, chosen
from muniment.cli.common import printable, stop

if TYPE_CHECKING:
    from muniment_client import Muniment, MunimentError

PANEL = "Clients of a server"
"""Under which these commands stand together in --help."""

_AWAY = frozenset({408, 429, 502, 503, 504})
"""Refusals that say nothing of what was asked, and end by themselves."""

STARTING_TRIES = 8
"""Of a first request: a quarter of a minute, which a server takes to start."""

PATIENT_TRIES = 30
PATIENT_SECONDS = 3600
"""Of each request of a long command, whose pauses grow to ten seconds, or are as long as Retry-After says."""

_UNTOLD_SECONDS = 1
"""Of a pause about which nobody wonders."""

ProfileName = Annotated[
    str | None, typer.Option("--profile", help="Which login to use; MUNIMENT_PROFILE when omitted.")
]


def profile_of(name: str | None) -> Profile:
    """The login to use; ends the program with exit code 2 when there is none."""
    try:
        return chosen(name, os.environ)
    except WrongProfileError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from None


@contextmanager
def connected(profile: Profile, *, tries: int = 3, seconds: float = 60) -> Iterator[Muniment]:
    """A client as `client_of`; says when it waits for the server, and ends the program with a sentence when that
    refuses or cannot be reached."""
    with told_refusals(), _told_waits(), client_of(profile, tries=tries, seconds=seconds) as client:
        yield client


def client_of(profile: Profile, *, tries: int, seconds: float = 60) -> Muniment:
    """A client that tries each request so often, for so long at most."""
    from muniment_client import Muniment, Retries

    return Muniment(profile.api_key, profile.base_url, retries=Retries(times=tries - 1, budget_seconds=seconds))


class _Waits(logging.Handler):
    """Tells of the first request that is tried again after a while."""

    def __init__(self) -> None:
        super().__init__()
        self._is_told = False

    def emit(self, record: logging.LogRecord) -> None:
        """Tell, unless it was told."""
        if not self._is_told and getattr(record, "pause_seconds", 0) >= _UNTOLD_SECONDS:
            self._is_told = True
            typer.echo(printable(record.getMessage()), err=True)


@contextmanager
def _told_waits() -> Iterator[None]:
    log, waits = logging.getLogger("muniment_client"), _Waits()
    level = log.level
    log.setLevel(logging.INFO)
    log.addHandler(waits)
    try:
        yield
    finally:
        log.removeHandler(waits)
        log.setLevel(level)


@contextmanager
def told_refusals() -> Iterator[None]:
    """Ends the program with a sentence when the server refuses or cannot be reached, or a file cannot be used."""
    from muniment.cli.client.journal import WrongJournalError
    from muniment_client import MunimentError

    try:
        yield
    except BrokenPipeError:
        raise  # who read standard output has gone; the framework ends the program without a word
    except MunimentError as error:
        stop(sentence(error))
    except (OSError, WrongJournalError) as error:
        stop(printable(str(error)))


@contextmanager
def told_nonsense() -> Iterator[None]:
    """Around what makes text of an answer: ends the program with a sentence when that is of another shape than the API
    says. The client keeps such values as they came."""
    try:
        yield
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        stop("The server gave an answer of another shape than this version knows.")


def is_away(error: MunimentError) -> bool:
    """Whether the server cannot be asked at the moment, which ends by itself."""
    from muniment_client import ApiError, ConnectionFailedError

    return error.status in _AWAY if isinstance(error, ApiError) else isinstance(error, ConnectionFailedError)


def is_for_all(error: MunimentError) -> bool:
    """Whether what was asked for next would end so as well: the server is away, or the key is not good."""
    from muniment_client import ApiError

    return is_away(error) or (isinstance(error, ApiError) and error.status in (401, 403))


def sentence(error: MunimentError) -> str:
    """What the server or the connection said, on one line, with the id by which its operator finds the request."""
    from muniment_client import ApiError

    if not isinstance(error, ApiError):
        return printable(str(error))
    said = error.message if error.code is None else f"{error.code}: {error.message}"
    return printable(said + (f" (request {error.request_id})" if error.request_id else ""))
