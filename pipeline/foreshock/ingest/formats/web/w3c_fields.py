"""What the fields of W3C extended logs are called by IIS, HTTP.sys and CloudFront, and what they mean."""

from __future__ import annotations

# Fields with a column of their own in the requests table; the parser reads date, time and time-taken itself.
COLUMNS = {
    "c-ip": "client_address",
    "cs-method": "method",
    "cs-uri-stem": "path",
    "cs-uri-query": "query",
    "cs-version": "protocol",
    "cs-protocol-version": "protocol",
    "sc-status": "status",
    "sc-bytes": "response_bytes",
    "cs(referer)": "referrer",
    "cs(user-agent)": "user_agent",
}
# The same fields as IIS' Advanced Logging and others name them.
ALIASES = {
    "date-local": "date", "time-local": "time", "date-utc": "date", "time-utc": "time", "timetakenms": "time-taken",
    "cs(referrer)": "cs(referer)",
}  # fmt: skip
# The others become attributes under these names; a field that is not listed keeps its own, with _ for -.
ATTRIBUTES = {
    "s-ip": "server_addr",
    "s-port": "server_port",
    "s-sitename": "site_name",
    "s-computername": "server_name",
    "s-siteid": "site_id",
    "s-reason": "reason",
    "s-queuename": "queue_name",
    "c-port": "client_port",
    "cs-username": "user",
    "cs-host": "vhost",
    "cs(host)": "vhost",
    "cs(cookie)": "cookie",
    "cs-uri": "uri",
    "cs-bytes": "bytes_in",
    "cs-protocol": "scheme",
    "sc-substatus": "sub_status",
    "sc-win32-status": "win32_status",
    "streamid": "stream_id",
    "x-edge-location": "edge_location",
    "x-edge-result-type": "result_type",
    "x-edge-response-result-type": "response_result_type",
    "x-edge-detailed-result-type": "detailed_result_type",
    "x-edge-request-id": "request_id",
    "x-host-header": "host_header",
    "x-forwarded-for": "x_forwarded_for",
    "time-to-first-byte": "time_to_first_byte_s",
}
