-- Which words can the shell complete: the names of tables, views and columns?
SELECT DISTINCT table_name AS name FROM duckdb_columns() WHERE NOT internal
UNION
SELECT DISTINCT column_name FROM duckdb_columns() WHERE NOT internal
ORDER BY name;
