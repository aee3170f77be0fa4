"""A package, so that its fixtures end with it (`scope="package"`)."""
