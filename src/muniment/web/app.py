"""The whole application: the API, and the pages that people use it by."""

from __future__ import annotations

from muniment.http import app
from muniment.http.transport.middleware import Middleware
from muniment.http.transport.site import Site
from muniment.runtime import Runtime
from muniment.web.refusals import refuse
from muniment.web.routes import ROUTERS, STREAMS

SITE = Site(ROUTERS, refuse, STREAMS)


def create_app(runtime: Runtime) -> Middleware:
    """The ASGI application over a runtime, which stays the caller's to close."""
    return app.create_app(runtime, SITE)
