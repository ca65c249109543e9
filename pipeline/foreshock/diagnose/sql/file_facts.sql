-- How was each input file read, and what became of its lines?
SELECT
    path,
    format,
    why_format,
    host,
    timezone,
    why_timezone,
    lines,
    records,
    attached,
    rejected,
    first_time,
    last_time,
    gaps,
    from_byte,
    to_byte,
    error
FROM files
ORDER BY path
