-- Which symptoms, and on which hosts, fall into the incident from $start to $end (null: it lasts)?
SELECT kind, host
FROM symptoms
WHERE
    "start" <= coalesce(CAST($end AS TIMESTAMPTZ), 'infinity')
    AND coalesce("end", 'infinity') >= CAST($start AS TIMESTAMPTZ)
ORDER BY "start", host, kind;
