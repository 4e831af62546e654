"""Alembic's environment; `versions/` holds the steps. Started through `backend.persistence.migrating`."""
