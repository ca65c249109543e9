-- Which columns does this table or view have, and what do they mean?
SELECT column_name AS "column", data_type AS "type", comment
FROM duckdb_columns()
WHERE NOT internal AND table_name = $name
ORDER BY column_index;
