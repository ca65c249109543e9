-- In which bucket of so many seconds does an instant lie, and when does that bucket start?
-- As time_bucket has it, at a fifth of the cost.
CREATE OR REPLACE TEMP MACRO bucket_number(instant, bucket_s) AS
    CAST(floor(epoch_us(instant) / (bucket_s * 1000000.0)) AS BIGINT);

CREATE OR REPLACE TEMP MACRO bucket_start(number, bucket_s) AS
    make_timestamptz(number * CAST(bucket_s AS BIGINT) * 1000000)
