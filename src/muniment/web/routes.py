"""Every page there is, as routers: a module of pages/ a line here."""

from __future__ import annotations

from muniment.web import assets
from muniment.web.pages import account, home, setup, sign_in

ROUTERS = (
    home.router,
    sign_in.router,
    setup.router,
    account.router,
    assets.router,
)
