"""The two clients: where the server is, the key, and all that can be done."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from types import TracebackType
from typing import Self, TypeVar

import httpx

from muniment_client import async_resources, resources
from muniment_client.documents import AsyncDocuments, Documents
from muniment_client.errors import MunimentError
from muniment_client.exchange import Flow
from muniment_client.feed import AsyncEvents, Events
from muniment_client.retries import Retries
from muniment_client.running import AnyKey, Server, checked_key, made, run, run_async
from muniment_client.version import __version__

T = TypeVar("T")

USER_AGENT = f"muniment-client-python/{__version__}"

_CONNECT_SECONDS = 10
_BEYOND = "@?#\\"
"""What names a user, in the key's place and for every repr to show, or ends the path that requests are added to."""


class _Configured:
    """What both clients are made from. The key is in no repr and no log."""

    def __init__(self, api_key: AnyKey | None, base_url: str | None, timeout: float, retries: Retries | None) -> None:
        given = api_key or os.environ.get("MUNIMENT_API_KEY") or ""
        key = given if callable(given) else partial(str, checked_key(given))
        self.base_url = (base_url or os.environ.get("MUNIMENT_BASE_URL") or "").strip().rstrip("/")
        if not _is_address(self.base_url):
            raise MunimentError("Give base_url or MUNIMENT_BASE_URL: where the server is, https://…, and no more.")
        self.retries = retries or Retries()
        self._server = Server(
            base_url=self.base_url,
            key=key,
            user_agent=USER_AGENT,
            timeout=httpx.Timeout(timeout, connect=min(timeout, _CONNECT_SECONDS)),
        )

    def __repr__(self) -> str:
        return f"{type(self).__name__}(base_url={self.base_url!r})"


def _is_address(url: str) -> bool:
    """Whether requests can go there: at a host, below a path, and nothing else."""
    if not set(url).isdisjoint(_BEYOND):
        return False
    try:
        return httpx.URL(url).scheme in ("http", "https") and bool(httpx.URL(url).host)
    except httpx.InvalidURL:
        return False


class Muniment(_Configured):
    """A client of one server with one key. Close it, or use `with`.

    `api_key` and `base_url` are MUNIMENT_API_KEY and MUNIMENT_BASE_URL unless given; a function that gives the key is
    asked before each request, for tokens that end. `timeout` is seconds of silence.
    Proxies and certificates are those that httpx finds in the environment (HTTPS_PROXY, NO_PROXY, SSL_CERT_FILE), or
    those of `http_client`, which stays the caller's to close.
    """

    def __init__(
        self,
        api_key: str | Callable[[], str] | None = None,
        base_url: str | None = None,
        *,
        timeout: float = 60,
        retries: Retries | None = None,
        http_client: httpx.Client | None = None,
    ) -> None:
        super().__init__(api_key, base_url, timeout, retries)
        self._http = http_client or made(httpx.Client)
        self._is_ours = http_client is None
        self.documents = Documents(self._run, self.retries)
        self.api_keys = resources.ApiKeysGroup(self._run, self.retries)
        self.assessments = resources.AssessmentsGroup(self._run, self.retries)
        self.audit_log = resources.AuditLogGroup(self._run, self.retries)
        self.document_types = resources.DocumentTypesGroup(self._run, self.retries)
        self.evidence = resources.EvidenceGroup(self._run, self.retries)
        self.events = Events(self._run, self.retries)
        self.legal_holds = resources.LegalHoldsGroup(self._run, self.retries)
        self.oauth_clients = resources.OauthClientsGroup(self._run, self.retries)
        self.organisation = resources.OrganisationGroup(self._run, self.retries)
        self.purged_documents = resources.PurgedDocumentsGroup(self._run, self.retries)
        self.review_queue = resources.ReviewQueueGroup(self._run, self.retries)
        self.reviews = resources.ReviewsGroup(self._run, self.retries)
        self.search = resources.SearchGroup(self._run, self.retries)
        self.users = resources.UsersGroup(self._run, self.retries)
        self.utilities = resources.UtilitiesGroup(self._run, self.retries)
        self.vendors = resources.VendorsGroup(self._run, self.retries)
        self.webhooks = resources.WebhooksGroup(self._run, self.retries)

    def _run(self, flow: Flow[T]) -> T:
        return run(flow, self._http, self._server)

    def close(self) -> None:
        """Close its connections; those of an `http_client` that was given stay."""
        if self._is_ours:
            self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class AsyncMuniment(_Configured):
    """The same on an event loop: `async with`, or `await client.aclose()`. What gives the key may be async too."""

    def __init__(
        self,
        api_key: AnyKey | None = None,
        base_url: str | None = None,
        *,
        timeout: float = 60,
        retries: Retries | None = None,
        http_client: httpx.AsyncClient | None = None,
    ) -> None:
        super().__init__(api_key, base_url, timeout, retries)
        self._http = http_client or made(httpx.AsyncClient)
        self._is_ours = http_client is None
        self.documents = AsyncDocuments(self._run, self.retries)
        self.api_keys = async_resources.AsyncApiKeysGroup(self._run, self.retries)
        self.assessments = async_resources.AsyncAssessmentsGroup(self._run, self.retries)
        self.audit_log = async_resources.AsyncAuditLogGroup(self._run, self.retries)
        self.document_types = async_resources.AsyncDocumentTypesGroup(self._run, self.retries)
        self.evidence = async_resources.AsyncEvidenceGroup(self._run, self.retries)
        self.events = AsyncEvents(self._run, self.retries)
        self.legal_holds = async_resources.AsyncLegalHoldsGroup(self._run, self.retries)
        self.oauth_clients = async_resources.AsyncOauthClientsGroup(self._run, self.retries)
        self.organisation = async_resources.AsyncOrganisationGroup(self._run, self.retries)
        self.purged_documents = async_resources.AsyncPurgedDocumentsGroup(self._run, self.retries)
        self.review_queue = async_resources.AsyncReviewQueueGroup(self._run, self.retries)
        self.reviews = async_resources.AsyncReviewsGroup(self._run, self.retries)
        self.search = async_resources.AsyncSearchGroup(self._run, self.retries)
        self.users = async_resources.AsyncUsersGroup(self._run, self.retries)
        self.utilities = async_resources.AsyncUtilitiesGroup(self._run, self.retries)
        self.vendors = async_resources.AsyncVendorsGroup(self._run, self.retries)
        self.webhooks = async_resources.AsyncWebhooksGroup(self._run, self.retries)

    async def _run(self, flow: Flow[T]) -> T:
        return await run_async(flow, self._http, self._server)

    async def aclose(self) -> None:
        """Close its connections; those of an `http_client` that was given stay."""
        if self._is_ours:
            await self._http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()
