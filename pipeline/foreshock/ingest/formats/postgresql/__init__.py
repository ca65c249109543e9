"""PostgreSQL's log in all its forms, and PgBouncer's."""
