-- Which value is normal for every other measure of the logs? Its median over the whole series.
UPDATE series
SET baseline = normal.baseline
FROM (
    SELECT metric, entity, service, median(value) AS baseline
    FROM series
    WHERE metric <> 'http.server.request.rate' AND baseline IS NULL
    GROUP BY ALL
) AS normal
WHERE
    series.metric = normal.metric
    AND series.entity = normal.entity
    AND series.service IS NOT DISTINCT FROM normal.service
    AND series.baseline IS NULL
