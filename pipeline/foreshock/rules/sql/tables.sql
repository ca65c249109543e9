-- Where the matches of all rules are kept.
CREATE OR REPLACE TABLE rule_matches (
    rule VARCHAR,
    cause VARCHAR,
    step VARCHAR,
    role VARCHAR,
    entity VARCHAR,
    host VARCHAR,
    service VARCHAR,
    start TIMESTAMPTZ,
    "end" TIMESTAMPTZ,
    count BIGINT,
    value DOUBLE,
    threshold DOUBLE,
    unit VARCHAR,
    source VARCHAR,
    line BIGINT,
    time TIMESTAMPTZ,
    text VARCHAR,
    standing BOOLEAN
);
CREATE OR REPLACE TABLE rule_evidence (
    rule VARCHAR,
    step VARCHAR,
    entity VARCHAR,
    start TIMESTAMPTZ,
    rank BIGINT,
    source VARCHAR,
    line BIGINT,
    time TIMESTAMPTZ,
    text VARCHAR
);

-- The records and samples behind the matches of all steps, until they are counted.
CREATE OR REPLACE TABLE step_rows (
    rule VARCHAR,
    cause VARCHAR,
    step VARCHAR,
    role VARCHAR,
    key VARCHAR,
    island BIGINT,
    entity VARCHAR,
    host VARCHAR,
    service VARCHAR,
    time TIMESTAMPTZ,
    until TIMESTAMPTZ,
    value DOUBLE,
    threshold DOUBLE,
    unit VARCHAR,
    strength DOUBLE,
    first_sample BOOLEAN,
    source VARCHAR,
    line BIGINT,
    text VARCHAR
);

-- The requests of the watched periods, in which they are told apart by client and the like.
CREATE OR REPLACE TABLE rule_requests (
    time TIMESTAMPTZ,
    host VARCHAR,
    service VARCHAR,
    client_address VARCHAR,
    user_agent VARCHAR,
    path VARCHAR,
    upstream_address VARCHAR,
    status SMALLINT,
    termination_state VARCHAR,
    duration_s DOUBLE,
    source VARCHAR,
    line BIGINT
)
