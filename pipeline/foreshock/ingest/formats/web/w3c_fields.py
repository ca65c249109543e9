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

CLOUDFRONT = (
    "date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(Referer) cs(User-Agent) "
    "cs-uri-query cs(Cookie) x-edge-result-type x-edge-request-id x-host-header cs-protocol cs-bytes time-taken "
    "x-forwarded-for ssl-protocol ssl-cipher x-edge-response-result-type cs-protocol-version fle-status "
    "fle-encrypted-fields c-port time-to-first-byte x-edge-detailed-result-type sc-content-type sc-content-len "
    "sc-range-start sc-range-end"
)
# What IIS logs unless it is told otherwise (8.5 and later, 7 to 8, 6), and all that it can log.
_STEM = "cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip"
_SITE = "date time s-sitename s-computername s-ip"
_CODES = "sc-status sc-substatus sc-win32-status"
IIS = (
    f"date time s-ip {_STEM} cs(User-Agent) cs(Referer) {_CODES} time-taken",
    f"date time s-ip {_STEM} cs(User-Agent) {_CODES} time-taken",
    f"date time s-sitename s-ip {_STEM} cs(User-Agent) {_CODES}",
    f"{_SITE} {_STEM} cs-version cs(User-Agent) cs(Cookie) cs(Referer) cs-host {_CODES} sc-bytes cs-bytes time-taken",
)
_PEERS = "date time c-ip c-port s-ip s-port cs-version cs-method cs-uri"
HTTPERR = (
    f"{_PEERS} streamid sc-status s-siteid s-reason s-queuename",
    f"{_PEERS} sc-status s-siteid s-reason s-queuename",
)
