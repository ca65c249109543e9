"""Lake: the tables on disk, committed atomically, and the DuckDB file that shows them."""
