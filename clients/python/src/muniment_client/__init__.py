"""muniment's API from Python.

    from muniment_client import Muniment

    with Muniment(api_key="ak_…", base_url="http://127.0.0.1:8000") as client:
        document = client.documents.upload("report.pdf", vendor_id="cbvndr_…")
        settled = client.documents.wait_until_settled(document.id)

What is answered is in `models`, what goes wrong is drawn in `errors`.
"""

from muniment_client import error_classes, models
from muniment_client.calls import OMITTED
from muniment_client.client import AsyncMuniment, Muniment
from muniment_client.error_classes import *  # noqa: F403 - a class for each code
from muniment_client.errors import (
    ApiError,
    ConnectionFailedError,
    DamagedFileError,
    InvalidApiKeyError,
    InvalidFieldsError,
    MunimentError,
    NotAuthenticatedError,
    NotSettledError,
    TimedOutError,
    WebhookVerificationError,
)
from muniment_client.paging import AsyncPages, Pages
from muniment_client.retries import Retries
from muniment_client.version import __version__
from muniment_client.webhooks import verify_webhook

__all__ = [
    "OMITTED",
    "ApiError",
    "AsyncMuniment",
    "AsyncPages",
    "ConnectionFailedError",
    "DamagedFileError",
    "InvalidApiKeyError",
    "InvalidFieldsError",
    "Muniment",
    "MunimentError",
    "NotAuthenticatedError",
    "NotSettledError",
    "Pages",
    "Retries",
    "TimedOutError",
    "WebhookVerificationError",
    "__version__",
    "models",
    "verify_webhook",
]
__all__ += error_classes.__all__
