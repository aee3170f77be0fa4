"""The documentation that the product serves: its Markdown, in the order in which it is read, as HTML, and searched."""
