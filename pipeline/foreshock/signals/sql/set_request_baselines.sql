-- Which value of the request rate would have been normal in each bucket?
UPDATE service_series
SET baseline = expected.baseline
FROM expected_rates AS expected
WHERE
    service_series.metric = 'http.server.request.rate'
    AND service_series.host = expected.host
    AND service_series.service IS NOT DISTINCT FROM expected.service
    AND service_series.bucket = expected.bucket
