-- Which tables and views does the case have, and what do they hold?
SELECT table_name AS "table", comment
FROM (
    SELECT table_name, comment FROM duckdb_tables() WHERE NOT internal
    UNION ALL
    SELECT view_name, comment FROM duckdb_views() WHERE NOT internal
)
ORDER BY "table";
