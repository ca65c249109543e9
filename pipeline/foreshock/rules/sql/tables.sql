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
COMMENT ON TABLE rule_matches IS 'One row an interval over which a step of a rule matches on one entity';
COMMENT ON COLUMN rule_matches.standing IS 'the condition held from the first sample on, so its start is not known';
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
COMMENT ON TABLE rule_evidence IS 'Up to five records of each rule match; rule, step, entity and start name the match';

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
)
