-- Of the files with the most rejected lines: which were the first, and why?
SELECT
    f.path AS source,
    f.lines AS lines,
    f.rejected AS rejected,
    min_by(struct_pack(line := r.line, reason := r.reason, text := left(r.text, 4096)), r.line, 200) AS sample
FROM (
    SELECT path, lines, rejected
    FROM files
    WHERE rejected > 0
    ORDER BY rejected DESC, path
    LIMIT 20
) AS f
JOIN rejects AS r ON r.source = f.path
GROUP BY ALL
ORDER BY source
