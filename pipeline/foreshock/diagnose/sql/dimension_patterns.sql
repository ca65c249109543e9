-- How many failed or slow requests, and how many others, have which of the chosen values together?
WITH
judged AS (
    SELECT
        {
            'path': regexp_replace(path, '[0-9]+', '<*>', 'g'),
            'client_address': client_address,
            'upstream_address': upstream_address,
            'user_agent': user_agent,
            'method': method
        } AS request,
        CASE
            WHEN $by_time THEN time >= CAST($start AS TIMESTAMPTZ)
            ELSE status >= 500 OR coalesce(duration_s >= $slow_s, FALSE)
        END AS bad
    FROM requests
    WHERE
        time BETWEEN
        CAST($start AS TIMESTAMPTZ) - CASE WHEN $by_time THEN INTERVAL 1 HOUR ELSE INTERVAL 0 HOUR END
        AND CAST($until AS TIMESTAMPTZ)
        AND hash(time, client_address, path) % $one_in = 0
),

chosen AS (
    SELECT list({'id': id, 'dimension': dimension, 'value': value}) AS choices
    FROM dimension_values
)

SELECT
    list_transform(
        list_filter(
            choices,
            lambda choice: CASE choice.dimension
                WHEN 'path' THEN request.path
                WHEN 'client_address' THEN request.client_address
                WHEN 'upstream_address' THEN request.upstream_address
                WHEN 'user_agent' THEN request.user_agent
                ELSE request.method
            END = choice.value
        ),
        lambda choice: choice.id
    ) AS has,
    count(*) FILTER (WHERE bad) AS bad,
    count(*) FILTER (WHERE NOT bad) AS good
FROM judged, chosen
GROUP BY has
ORDER BY has
