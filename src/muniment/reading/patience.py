"""Whether reading a document should stop with what it has, so that the rest of its time is left to judge that.

The sandbox kills a child that is beyond its limit, and whatever it had read is lost with it.
"""

from __future__ import annotations

import resource
import time

READING_SHARE = 0.6
"""Of the processor's time that the child has."""


def is_time_up() -> bool:
    """Whether so much of the time is used; never where there is no limit."""
    limit, _ = resource.getrlimit(resource.RLIMIT_CPU)
    return limit != resource.RLIM_INFINITY and time.process_time() > READING_SHARE * limit
