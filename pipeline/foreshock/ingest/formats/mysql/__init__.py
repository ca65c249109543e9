"""Logs and status of MySQL, MariaDB and Percona Server."""
