"""Spans for OpenTelemetry, with MUNIMENT_TRACING and the extra `tracing`; else nothing is made, nothing imported.

Where spans go, which share of them, and the service's name are OpenTelemetry's own settings (`OTEL_…`). Attributes are
route templates, codes and ids, never what a user wrote; of an error only its class is told.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from importlib.metadata import version
from typing import Any, Literal, Protocol

from muniment.errors import MunimentError

Kind = Literal["internal", "server", "consumer"]
_CARRIED = "traceparent"


class Span(Protocol):
    """What may be said of a piece of work while it is done."""

    def update_name(self, name: str, /) -> None:
        """Call it something else."""

    def set_attribute(self, key: str, value: Any, /) -> None:
        """Say something of it."""


class _Nothing:
    """A span when none are made, and the block around it."""

    def __enter__(self) -> Span:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def update_name(self, name: str, /) -> None:
        pass

    def set_attribute(self, key: str, value: Any, /) -> None:
        pass


_NOTHING = _Nothing()
_provider: Any = None
_tracer: Any = None


def configure() -> None:
    """Make spans from now on in this process, and send them as OTEL_… says. Raises ValueError without the extra."""
    global _provider, _tracer
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ModuleNotFoundError as error:
        raise ValueError("MUNIMENT_TRACING needs the extra tracing: pip install 'muniment[tracing]'") from error
    about = {"service.version": version("muniment"), "service.instance.id": f"{os.uname().nodename}:{os.getpid()}"}
    if "OTEL_SERVICE_NAME" not in os.environ:
        about["service.name"] = "muniment"
    _provider = TracerProvider(resource=Resource.create(about), shutdown_on_exit=False)
    _provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    _tracer = _provider.get_tracer("muniment", version("muniment"))


def is_on() -> bool:
    """Whether spans are made."""
    return _tracer is not None


def shut_down() -> None:
    """Send what has not been sent, and make no more."""
    global _provider, _tracer
    if _provider is not None:
        _provider.shutdown()
    _provider = _tracer = None


def span(
    name: str, *, kind: Kind = "internal", parent: str | None = None, **attributes: str | int
) -> AbstractContextManager[Span]:
    """A span around the block, within the one around it or within `parent`, a W3C traceparent.

    Attributes are given with underscores for dots. A MunimentError that leaves the block is an answer, no failure.
    """
    return _NOTHING if _tracer is None else _span(name, kind, parent, attributes)


@contextmanager
def _span(name: str, kind: Kind, parent: str | None, attributes: dict[str, str | int]) -> Iterator[Span]:
    from opentelemetry.trace import SpanKind, Status, StatusCode
    from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

    context = TraceContextTextMapPropagator().extract({_CARRIED: parent}) if parent is not None else None
    with _tracer.start_as_current_span(
        name,
        context=context,
        kind=SpanKind[kind.upper()],
        attributes={key.replace("_", ".", 1): value for key, value in attributes.items()},
        # Messages of exceptions may quote a document or a database's parameters.
        record_exception=False,
        set_status_on_exception=False,
    ) as made:
        try:
            yield made
        except MunimentError:
            raise
        except Exception as error:
            made.set_attribute("error.type", type(error).__qualname__)
            made.set_status(Status(StatusCode.ERROR))
            raise


def traceparent() -> str | None:
    """The W3C traceparent of the span around the caller, for work that is done later elsewhere; None without one."""
    if _tracer is None:
        return None
    from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

    carried: dict[str, str] = {}
    TraceContextTextMapPropagator().inject(carried)
    return carried.get(_CARRIED)
