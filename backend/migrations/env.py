"""Alembic's entry: runs the versions on the connection that `backend.db.Database.migrate` hands over.

Rules for versions: never batch-alter `case_events` or `outbox` (batch mode silently drops their triggers; a test
compares them after every migration); expand first, contract in a later release, so that old and new servers can share
a database.
"""

from __future__ import annotations

from alembic import context

from backend.tables import metadata

connection = context.config.attributes["connection"]
# All versions in one transaction, on SQLite too, where Alembic would commit after each: an upgrade that fails half-way
# leaves the tables that the old program knows.
context.configure(connection=connection, target_metadata=metadata, render_as_batch=False, transactional_ddl=True)
if connection.dialect.name == "postgresql":
    connection.exec_driver_sql("SET lock_timeout = '2s'")
with context.begin_transaction():
    context.run_migrations()
