-- How many failed or slow requests, and how many others, have which of the chosen values together?
WITH
chosen AS (
    SELECT list({'id': id, 'dimension': dimension, 'value': value}) AS choices
    FROM dimension_values
)

SELECT
    list_transform(
        list_filter(
            choices,
            lambda choice: CASE choice.dimension
                WHEN 'path' THEN path
                WHEN 'client_address' THEN client_address
                WHEN 'upstream_address' THEN upstream_address
                WHEN 'user_agent' THEN user_agent
                ELSE method
            END = choice.value
        ),
        lambda choice: choice.id
    ) AS has,
    count(*) FILTER (WHERE bad) AS bad,
    count(*) FILTER (WHERE NOT bad) AS good
FROM judged_requests, chosen
GROUP BY has
ORDER BY has
