-- Which value of the request rate would have been normal in each bucket?
UPDATE series
SET baseline = expected.baseline
FROM expected_rates AS expected
WHERE
    series.metric = 'http.server.request.rate'
    AND series.host = expected.host
    AND series.service IS NOT DISTINCT FROM expected.service
    AND series.bucket = expected.bucket
