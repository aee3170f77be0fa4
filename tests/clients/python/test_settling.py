"""Waiting for a document, without a network."""

from __future__ import annotations

import math

import pytest

from muniment_client import NotSettledError, Retries
from muniment_client.exchange import Answer
from muniment_client.settling import settled


@pytest.mark.parametrize("timeout", [0, -1, math.nan])
def test_time_that_is_over_or_none_is_not_waited_for(timeout: float) -> None:
    flow = settled("cbvdoc_1", Retries(), timeout=timeout)
    next(flow)
    with pytest.raises(NotSettledError, match="cbvdoc_1 is still created"):
        flow.send(Answer(200, {}, b'{"status": "created"}'))
