"""What the keys of access lines in key=value style mean."""

from __future__ import annotations

# key=value styles: what people call the fields -> the variable that means it.
KEY_VARIABLES = {
    name: variable
    for variable, names in {
        "remote_addr": "client client_ip clientip remote_addr remote ip src addr remote_ip",
        "remote_user": "remote_user",
        "request": "request req",
        "request_method": "method request_method verb",
        "request_uri": "uri request_uri url target path",
        "args": "args query query_string",
        "server_protocol": "protocol proto server_protocol",
        "status": "status code status_code response",
        "body_bytes_sent": "bytes body_bytes_sent size bytes_sent body_bytes length",
        "request_time": "request_time duration rt time_taken took elapsed",
        "upstream_addr": "upstream upstream_addr backend ua_addr",
        "upstream_response_time": "upstream_time upstream_response_time urt upstream_rt ut",
        "upstream_connect_time": "uct upstream_connect_time",
        "upstream_header_time": "uht upstream_header_time",
        "upstream_status": "upstream_status us",
        "http_referer": "referer referrer http_referer ref",
        "http_user_agent": "ua user_agent agent http_user_agent useragent",
        "http_x_forwarded_for": "xff x_forwarded_for http_x_forwarded_for forwarded_for",
        "host": "host vhost http_host",
        "request_id": "request_id rid req_id id",
    }.items()
    for name in names.split()
}
# A program's logger writes these beside the request; such lines are records of its log.
LOGGERS_KEYS = ({"key:level", "key:lvl", "key:severity"}, {"key:msg", "key:message", '"key:msg', '"key:message'})
TIME_KEYS = {"time", "ts", "timestamp", "time_local", "time_iso8601", "msec", "@timestamp"}
