"""Every page there is, as routers: a module of pages/ a line here."""

from __future__ import annotations

from muniment.web import assets
from muniment.web.pages import (
    account,
    docs,
    document,
    evidence,
    evidence_csv,
    home,
    reviews,
    search,
    setup,
    sign_in,
    upload,
    vendors,
)
from muniment.web.pages.administration import (
    audit,
    health,
    holds,
    keys,
    oauth_clients,
    organisation,
    sections,
    users,
    webhooks,
)

ROUTERS = (
    home.router,
    evidence.router,
    evidence_csv.router,
    document.router,
    vendors.router,
    upload.router,
    search.router,
    sign_in.router,
    setup.router,
    account.router,
    reviews.router,
    sections.router,
    users.router,
    keys.router,
    oauth_clients.router,
    webhooks.router,
    audit.router,
    holds.router,
    organisation.router,
    health.router,
    docs.router,
    assets.router,
)

STREAMS = {upload.PATH: upload.receive}
"""What answers forms with files, by their paths."""
