"""What people and suppliers may be called, and what may stand in their files: markup, other directions, too much."""

from __future__ import annotations

from secrets import token_hex

from muniment.accounts.scopes import Scope
from tests.browser.rooms import Room
from tests.waiting import until

MARKUP = '"><img src=x onerror=alert(1)><script>alert(2)</script>{{7*7}}${7*7}</title></textarea><svg onload=alert(3)>'
TURNED = (
    "\u202egnp.exe\u202c \u2067\u05e9\u05d9\u05e8\u05d5\u05ea\u05d9 \u05e2\u05e0\u05df\u2069 \u0634\u0631\u0643\u0629"
)
LONG = "Unbreakable" * 23
"""253 characters and no blank: a name may have 255."""

NAMES = (MARKUP, TURNED, LONG)

_TEXT = f"""# {MARKUP}

This Service Level Agreement is made as of 5 March 2026 between {TURNED} and {MARKUP}. \x00\x1b[31m\ufeff

[click](javascript:alert(4)) <iframe src="https://evil.example"></iframe> <style>body {{ display: none }}</style>
"""


def bring_in(room: Room) -> None:
    """A vendor, a service, an assessment, a document, a user, a key, a client, a webhook and a hold of each name. The
    last ones are among the ids of the room."""
    server = room.server
    key = server.another_key(room.org_id, scopes=sorted(Scope))

    def made(path: str, **body: object) -> str:
        return str(key.post(path, json=body).json().get("id"))

    for number, name in enumerate(reversed(NAMES)):
        said = {"description": name, "hq_location": name, "use_case": name, "tier": name, "tags": [name]}
        vendor = key.vendor(name, website="javascript:alert(5)", **said)
        service = key.service(vendor, name)
        document = key.document(vendor, filename=f"hostile {number}.md", content=_TEXT.encode(), name=name)
        key.assessment(vendor, name=name)
        hook = {"url": f"https://{token_hex(4)}.example/{'x' * 200}", "secret": "s" * 32, "events": ["Vendor.Created"]}
        room.ids |= {
            "document_id": str(document["id"]),
            "vendor_id": vendor,
            "service_id": service,
            "user_id": made("/v1/users", email=f"{token_hex(4)}@example.com", first_name=name, last_name=name),
            "key_id": made("/v1/api-keys", name=name),
            "client_id": made("/v1/api-oauth-clients", name=name),
            "webhook_id": made("/v1/webhooks", **hook),
            "hold_id": made("/v1/legal-holds", target_type="vendor", target_id=vendor, reason=name),
        }
    until(room.is_settled, 60)
