-- Which tables and views does a case have, what do they hold, and which columns are in them, in which order?
SELECT
    held.table_name AS "table",
    held.comment AS meaning,
    list({'name': held_column.column_name, 'type': held_column.data_type, 'comment': held_column.comment}
        ORDER BY held_column.column_index) AS columns
FROM (
    SELECT table_name, comment FROM duckdb_tables()
    WHERE database_name = current_database() AND NOT internal AND NOT temporary
    UNION ALL
    SELECT view_name, comment FROM duckdb_views()
    WHERE database_name = current_database() AND NOT internal AND NOT temporary
) AS held
JOIN duckdb_columns() AS held_column
    ON held.table_name = held_column.table_name
    AND NOT held_column.internal
    AND held_column.database_name = current_database()
GROUP BY ALL
ORDER BY "table";
