-- Did a request fail its user? A server's error does. So does an answer that came after the client had gone (nginx's
-- 499), where the log tells no duration: where it does, the wait shows as latency. Null where there is no status.
CREATE OR REPLACE MACRO is_failed(status, duration_s) AS
    status >= 500 OR (status = 499 AND duration_s IS NULL)
