"""An evidence room that is served and worked, and people who visit it with a browser; faults of pages are noted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from muniment.accounts import one_time_codes
from muniment.accounts.caller import Caller
from muniment.accounts.users import make_sign_in_code
from muniment.db import clock
from muniment.db.tables import documents, users, vendors
from muniment.documents.lifecycle import UNSETTLED
from muniment.reading.sandbox.sandbox import Sandbox
from muniment.samples import samples
from muniment.worker.worker import Worker
from tests.http.live import Server, running, settings_for
from tests.waiting import until

if TYPE_CHECKING:  # no other process of a run needs to load it
    from playwright.sync_api import Browser, BrowserContext, Page, Response

EMAIL, PASSWORD = "ada@example.com", "seven red kites over Wales"
WINDOW = {"width": 1280, "height": 800}
PORTAL = "http://localhost:7443"
"""Where pages of somebody else come from, to which the room is open. Nobody listens there: tests answer."""
WAIT_MS = 30_000
"""How long a page is given on a busy machine; nothing is made to last that long."""

_TELLS_VIOLATIONS = """
addEventListener("securitypolicyviolation", (event) => {
  console.error(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`);
});
"""


@dataclass
class Room:
    """A served installation. `state`: what the administrator's browser keeps once it has signed in. `ids`: of what is
    looked at on pages, by how paths call it."""

    server: Server
    browser: Browser
    state: Any = None
    ids: dict[str, str] = field(default_factory=dict)

    @property
    def org_id(self) -> str:
        """The organisation of the administrator."""
        with self.server.runtime.database.read() as tx:
            return str(tx.execute(select(users.c.org_id)).scalars().first())

    def set_up(self) -> None:
        """Make the first administrator in the browser, with a code as `serve` prints one."""
        with self.server.runtime.database.write() as tx:
            code = one_time_codes.make(tx, user_id=None, seconds=3600, now=clock.now(tx))
        with self.visit(is_signed_in=False) as page:
            page.goto("/")
            page.get_by_label("One-time code").fill(code.lower())
            page.get_by_label("Organisation").fill("Aldgate Insurance")
            page.get_by_label("Your email").fill(EMAIL)
            page.get_by_label("First name").fill("Ada")
            page.get_by_label("Password").fill(PASSWORD)
            page.get_by_role("button", name="Begin").click()
            page.get_by_role("heading", name="Home", level=1).wait_for()
            self.state = page.context.storage_state()

    def sign_in_code(self) -> str:
        """A code that signs the administrator in, as `muniment users link` makes one."""
        with self.server.runtime.database.write() as tx:
            user = tx.execute(select(users).where(users.c.email == EMAIL)).one()
            return make_sign_in_code(tx, Caller.operator(user.org_id), user.id, now=clock.now(tx))

    def bring_in_samples(self) -> None:
        """The samples of `muniment demo`, analysed."""
        found = samples.bring_in(self.server.runtime, self.org_id)
        until(lambda: not samples.unsettled(self.server.runtime, found), 120)
        self.ids["document_id"] = self.document("Quillmere SOC 2 report")

    def document(self, name: str) -> str:
        """The id of the document of that name."""
        with self.server.runtime.database.read() as tx:
            return str(tx.execute(select(documents.c.id).where(documents.c.name == name)).scalars().one())

    def vendor(self, name: str) -> str:
        """The id of the vendor of that name."""
        with self.server.runtime.database.read() as tx:
            return str(tx.execute(select(vendors.c.id).where(vendors.c.name == name)).scalars().one())

    def is_settled(self) -> bool:
        """Whether every document is analysed."""
        with self.server.runtime.database.read() as tx:
            waiting = select(documents.c.id).where(documents.c.status.in_(UNSETTLED))
            return tx.execute(waiting.limit(1)).first() is None

    @contextmanager
    def visit(self, *, is_signed_in: bool = True, expects: tuple[int, ...] = (), **options: Any) -> Iterator[Page]:
        """A page of a browser of its own; at the end it had no fault. `expects`: statuses that are none."""
        state = self.state if is_signed_in else None
        context = self.browser.new_context(
            base_url=self.server.base_url, storage_state=state, reduced_motion="reduce", locale="en-GB", **options
        )
        context.set_default_timeout(WAIT_MS)
        try:
            context.add_init_script(_TELLS_VIOLATIONS)
            faults = _noting(context, expects)
            yield context.new_page()
            assert faults == []
        finally:
            context.close()


def _noting(context: BrowserContext, expects: tuple[int, ...]) -> list[str]:
    """What goes wrong in the browser from now on: errors, warnings, loads that are refused, dialogs, refusals."""
    faults: list[str] = []

    def answered(response: Response) -> None:
        if response.status >= 400 and response.status not in expects:
            faults.append(f"{response.status} {response.request.method} {response.url}")

    def said(message: Any) -> None:
        refused = message.text.startswith("Failed to load resource") and any(
            str(one) in message.text for one in expects
        )
        if message.type in ("error", "warning") and not refused:
            faults.append(f"{message.page.url if message.page else ''}: {message.text}")

    def asked(dialog: Any) -> None:
        faults.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    context.on("response", answered)
    context.on("console", said)
    context.on("weberror", lambda error: faults.append(str(error.error)))
    context.on("dialog", asked)
    return faults


@contextmanager
def serving(home: Path, browser: Browser, sandbox: Sandbox) -> Iterator[Room]:
    """A room with nobody in it."""
    with running(settings_for(home, cors_origins=PORTAL)) as server:
        worker = Worker(server.runtime, sandbox, concurrency=2)
        worker.start()
        try:
            yield Room(server, browser)
        finally:
            worker.stop(seconds=10)
