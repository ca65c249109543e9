-- Which requests came in a watched period? Read once, as every rule that tells clients and the like apart asks anew.
INSERT INTO rule_requests
SELECT
    time,
    host,
    service,
    client_address,
    user_agent,
    path,
    upstream_address,
    status,
    attributes['termination_state'],
    duration_s,
    source,
    line
FROM requests
WHERE time BETWEEN CAST($since AS TIMESTAMPTZ) AND CAST($until AS TIMESTAMPTZ)
