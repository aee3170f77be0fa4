"""`muniment serve` with one more route, `/hello`: what the same application needs to answer at all."""

from __future__ import annotations

from fastapi import APIRouter, Response

from muniment.cli.app import main
from muniment.http import app

hello = APIRouter()


@hello.get("/hello")
async def say_hello() -> Response:
    """Bytes that are ready."""
    return Response(b'{"msg":"hello"}', media_type="application/json")


# First, so that it is found at once: a hello that is slow to find would flatter everything it is compared with.
app.ROUTERS = (hello, *app.ROUTERS)

if __name__ == "__main__":
    main()
