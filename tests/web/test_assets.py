"""The files that pages load."""

from __future__ import annotations

import gzip
import re

from muniment.web import assets
from tests.http.live import Server
from tests.web.browser import Browser


def test_file_is_kept_for_good_under_its_hash_and_not_under_another(sqlite_api: Server) -> None:
    answer = sqlite_api.client.get(assets.path_of("app.css"))
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/css; charset=utf-8"
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    other = sqlite_api.client.get("/assets/000000000000/app.css")
    assert (other.content, other.headers["cache-control"]) == (answer.content, "no-cache")


def test_file_is_compressed_for_who_takes_it_so(sqlite_api: Server) -> None:
    path = assets.path_of("app.css")
    plain = sqlite_api.client.get(path, headers={"Accept-Encoding": "identity"})
    packed = sqlite_api.client.get(path, headers={"Accept-Encoding": "br, gzip"})
    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.content == plain.content  # httpx unpacks
    assert int(packed.headers["content-length"]) == len(assets.assets()["app.css"].compressed) < len(plain.content) / 2
    assert gzip.decompress(assets.assets()["app.css"].compressed) == plain.content


def test_file_that_there_is_not_is_not_found(sqlite_api: Server) -> None:
    for name in ("no.css", "..%2Fapp.py", "app.css%00"):
        assert sqlite_api.client.get(f"/assets/{assets.version()}/{name}").status_code == 404


def test_page_loads_what_is_there_and_ours_alone(admin: Browser) -> None:
    page = admin.get("/account")
    loaded = [given.get("href") or given.get("src") for tag, given in page.tags if tag in ("link", "script", "img")]
    assert loaded
    for one in loaded:
        assert one is not None
        assert re.fullmatch(rf"/assets/{assets.version()}/[a-z_]+\.(css|js|svg)", one)
        assert admin.client.get(one).status_code == 200


def test_first_visit_is_small() -> None:
    """WEB.md: 100 KiB with the page itself, for which a fifth is left."""
    assert sum(len(one.compressed) for one in assets.assets().values()) < 80 * 1024
