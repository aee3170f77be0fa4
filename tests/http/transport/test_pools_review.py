"""What waits for the database does not hold up what waits for the disk."""

from __future__ import annotations

import threading
import time

from tests.http.live import Server


def test_uploads_that_wait_for_the_writer_leave_the_disk_to_others(sqlite_api: Server) -> None:
    caller = sqlite_api.caller()
    vendor_id = caller.vendor()
    document_id = caller.document(vendor_id)["id"]
    uploads = [threading.Thread(target=caller.document, args=(vendor_id,)) for _ in range(8)]
    with sqlite_api.runtime.database.write():
        for one in uploads:
            one.start()
        time.sleep(0.5)
        assert caller.get(f"/v1/documents/{document_id}/download", timeout=3).status_code == 200
    for one in uploads:
        one.join(30)
