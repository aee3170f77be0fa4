"""Whatever a page calls an address of this server is one."""

from __future__ import annotations

import re

from muniment.http import app
from muniment.web.docs import source
from muniment.web.routes import ROUTERS
from tests.web.test_links import route_of

ELSEWHERE = ("/tmp", "/var/lib/muniment")
"""Paths of a machine."""

FRAMEWORKS = "/openapi.json"


def addresses() -> set[tuple[str, str]]:
    """Method, or nothing, and path of everything in code that begins with a slash."""
    text = "\n".join(source.texts().values())
    return {
        (method, re.split("[?#]", path)[0])
        for method, path in re.findall(r"`(?:(GET|HEAD|POST|PUT|PATCH|DELETE) )?(/[^`\s]*)", text)
    }


def test_every_address_that_a_page_names_is_answered() -> None:
    templates = {str(one.path) for router in (*ROUTERS, *app.ROUTERS) for one in router.routes}  # type: ignore[attr-defined]
    found = addresses() - {("", one) for one in (*ELSEWHERE, FRAMEWORKS)}
    assert len(found) > 150
    nowhere = []
    for method, path in found:
        asked = [method.replace("HEAD", "GET")] if method else ["GET", "POST", "PUT", "PATCH", "DELETE"]
        begins_one = not method and any(one.startswith(f"{path}/") for one in templates)
        if not begins_one and all(route_of(path, one) is None for one in asked):
            nowhere.append((method, path))
    assert nowhere == []
