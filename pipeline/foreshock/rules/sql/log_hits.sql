-- Where the log records are kept that any rule could match, and which literals each of their texts holds.
CREATE OR REPLACE TABLE log_hits (
    hit BIGINT,
    time TIMESTAMPTZ,
    host VARCHAR,
    service VARCHAR,
    severity_number TINYINT,
    body VARCHAR,
    detail VARCHAR,
    statement VARCHAR,
    code VARCHAR,
    duration_s DOUBLE,
    source VARCHAR,
    line BIGINT
);
CREATE OR REPLACE TABLE log_literals (hit BIGINT, place VARCHAR, literal VARCHAR);
