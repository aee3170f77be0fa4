"""Runnable examples: sample evidence made by the project's own code, and the demo that uploads it."""
