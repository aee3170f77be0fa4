"""Alembic's entry: runs the scripts on the connection and in the transaction that `db.migrate` hands over."""

from alembic import context

from muniment.db.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=False,
)
context.run_migrations()
