"""What the OpenAPI document says of answers, a module a resource as `http/resources` has them. They are sent as ready
bytes; a test compares each with its shape here."""
