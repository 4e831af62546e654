"""Called by Alembic: from `lotse db` with a connection, from Alembic's own command line (`alembic.ini`) without one."""

from __future__ import annotations

import os

from alembic import context
from sqlalchemy import Connection

from backend.persistence.migrating import with_connection
from backend.persistence.tables import metadata


def run(conn: Connection) -> None:
    context.configure(
        connection=conn,
        target_metadata=metadata,
        compare_type=True,
        render_as_batch=conn.dialect.name == "sqlite",
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()


given: Connection | None = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    with_connection(os.environ["LOTSE_DATABASE_URL"], run)
