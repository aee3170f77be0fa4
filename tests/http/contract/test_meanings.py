"""Every field of every body and answer says what it means."""

from __future__ import annotations

from muniment.http.contract.meanings import MEANINGS, PARAMETERS
from tests.http.live import Server


def test_every_field_has_a_meaning_and_no_meaning_is_left_over(sqlite_api: Server) -> None:
    schemas = sqlite_api.client.get("/openapi.json").json()["components"]["schemas"]
    fields = {
        (schema, name): field for schema, one in schemas.items() for name, field in one.get("properties", {}).items()
    }
    assert [key for key, field in fields.items() if not field.get("description")] == []
    known = {name for _, name in fields} | {f"{schema}.{name}" for schema, name in fields}
    assert MEANINGS.keys() - known == set()


def test_every_parameter_has_a_meaning_and_no_meaning_is_left_over(sqlite_api: Server) -> None:
    paths = sqlite_api.client.get("/openapi.json").json()["paths"]
    taken = [
        one for methods in paths.values() for operation in methods.values() for one in operation.get("parameters", ())
    ]
    assert [one["name"] for one in taken if not one.get("description")] == []
    assert PARAMETERS.keys() - {one["name"] for one in taken} == set()
