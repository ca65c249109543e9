-- Which incidents were explained, from when until when, and whose clocks were doubted?
SELECT
    id,
    start,
    "end",
    explained_from,
    explained_until,
    doubted_clocks
FROM incidents
ORDER BY id;
