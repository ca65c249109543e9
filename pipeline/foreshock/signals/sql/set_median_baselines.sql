-- Which value is normal for every other measure of the logs? Its median over the whole series.
UPDATE service_series
SET baseline = normal.baseline
FROM (
    SELECT metric, entity, service, median(value) AS baseline
    FROM service_series
    WHERE metric <> 'http.server.request.rate' AND baseline IS NULL
    GROUP BY ALL
) AS normal
WHERE
    service_series.metric = normal.metric
    AND service_series.entity = normal.entity
    AND service_series.service IS NOT DISTINCT FROM normal.service
    AND service_series.baseline IS NULL
