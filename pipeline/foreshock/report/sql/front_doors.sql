-- Which entities answered requests, the busiest first?
SELECT entity
FROM series
WHERE metric = 'http.server.request.rate'
GROUP BY entity
ORDER BY sum(value) DESC, entity
LIMIT 1
