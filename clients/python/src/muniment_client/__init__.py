"""muniment's API from Python.

from muniment_client import Muniment

with Muniment(api_key="ak_…", base_url="http://127.0.0.1:8000") as client:
    document = client.documents.upload("report.pdf", vendor_id="cbvndr_…")
    settled = client.documents.wait_until_settled(document.id)
"""

from muniment_client.calls import OMITTED
from muniment_client.client import AsyncMuniment, Muniment
from muniment_client.errors import (
    ApiError,
    ConnectionFailedError,
    DamagedFileError,
    MunimentError,
    NotSettledError,
    TimedOutError,
)
from muniment_client.retries import Retries
from muniment_client.version import __version__

__all__ = [
    "OMITTED",
    "ApiError",
    "AsyncMuniment",
    "ConnectionFailedError",
    "DamagedFileError",
    "Muniment",
    "MunimentError",
    "NotSettledError",
    "Retries",
    "TimedOutError",
    "__version__",
]
