-- How long is the time that the stretches cover?
SELECT coalesce(sum(epoch(last) - epoch(first)), 0) AS span_s
FROM stretches
