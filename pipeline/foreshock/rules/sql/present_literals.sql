-- Which literals does any log record hold?
SELECT DISTINCT literal
FROM log_literals;
