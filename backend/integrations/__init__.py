"""Foreign things the backend speaks to, each behind a port of the services."""
