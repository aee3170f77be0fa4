"""The API reference of docs/: a page a resource and a page an operation, from the OpenAPI document and from the cases
that the SDKs pass."""
