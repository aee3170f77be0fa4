"""Errors outside the process in which they were raised."""

from __future__ import annotations

import copy
import pickle

import pytest

from muniment_client import (
    ConnectionFailedError,
    InvalidFieldsError,
    MunimentError,
    NotSettledError,
    VendorNotFoundError,
)


@pytest.mark.parametrize(
    "error",
    [
        VendorNotFoundError("Vendor not found.", status=404, code="vendor_not_found", request_id="r", body={"a": 1}),
        InvalidFieldsError("q: no", status=422, body={"detail": [{"loc": ["q"], "msg": "no"}]}),
        NotSettledError("cbvdoc_1", "analyzing", 600),
        ConnectionFailedError("nobody there", is_unsent=True),
    ],
    ids=lambda error: type(error).__name__,
)
def test_error_is_the_same_when_it_was_pickled_or_copied(error: MunimentError) -> None:
    """Pools of processes give errors back so; one that cannot be unpickled ends the pool."""
    for same in (pickle.loads(pickle.dumps(error)), copy.copy(error)):
        assert type(same) is type(error)
        assert (str(same), vars(same)) == (str(error), vars(error))
