-- From when on are the last four hours of the requests? A day with hardly any of them is a stamp that is off.
SELECT max(last) - INTERVAL 4 HOURS AS since
FROM (SELECT last, records, max(records) OVER () AS most FROM days WHERE EXISTS (FROM requests))
WHERE 100 * records >= most
