"""The version of the package, which the user agent says."""

__version__ = "0.1.0"
