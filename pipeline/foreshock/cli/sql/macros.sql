-- Which questions does a case have ready, as macros?
SELECT function_name || '(' || array_to_string(parameters, ', ') || ')' AS macro
FROM duckdb_functions()
WHERE function_type = 'table_macro' AND NOT internal
ORDER BY macro;
