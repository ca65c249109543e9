"""The layouts of load balancers, gateways and proxies, as log_format strings: the likeliest first."""

from __future__ import annotations

# Columns were added at the end over the years: the longest layout first, then those that still are met,
# with whatever is added next in $rest.
_ALB_HEAD = (
    "$type $time_iso8601 $elb $remote_addr:$client_port $upstream_addr $request_s $target_s $response_s "
    '$status $upstream_status $bytes_in $body_bytes_sent "$request" "$http_user_agent" $ssl_cipher $ssl_protocol '
)
_ALB_RULE = f'{_ALB_HEAD}$target_group "$trace_id" "$domain_name" "$chosen_certificate" $rule_priority'
_ALB_ACTIONS = f'{_ALB_RULE} $created_at "$actions" "$redirect_url" "$error_reason"'
_ALB_CLASS = '"$classification" "$classification_reason"'
ALB_LAYOUTS = (
    f'{_ALB_ACTIONS} "$targets" "$target_statuses" {_ALB_CLASS}',
    f'{_ALB_ACTIONS} "$targets" "$target_statuses" {_ALB_CLASS} $conn_trace_id',
    # What has a value stands without quotes in some of the guide's own examples.
    f"{_ALB_ACTIONS} $targets $target_statuses {_ALB_CLASS}",
    f"{_ALB_ACTIONS} $targets $target_statuses {_ALB_CLASS} $conn_trace_id",
    f'{_ALB_ACTIONS} "$targets" "$target_statuses"',
    _ALB_ACTIONS,
    _ALB_RULE,
    f"{_ALB_HEAD}$rest",
)
_ELB_HEAD = (
    "$time_iso8601 $elb $remote_addr:$client_port $upstream_addr $request_s $target_s $response_s "
    '$status $upstream_status $bytes_in $body_bytes_sent "$request"'
)
ELB_LAYOUTS = (f'{_ELB_HEAD} "$http_user_agent" $ssl_cipher $ssl_protocol', _ELB_HEAD, f"{_ELB_HEAD} $rest")
_S3_HEAD = (
    "$bucket_owner $bucket [$time_local] $remote_addr $requester $request_id $operation $key "
    '"$request" $status $error_code $body_bytes_sent $object_size $total_ms $turnaround_ms '
    '"$http_referer" "$http_user_agent" $version_id'
)
_S3_TAIL = "$host_id $signature_version $ssl_cipher $authentication_type $host $ssl_protocol"
S3_LAYOUTS = (
    f"{_S3_HEAD} {_S3_TAIL} $access_point_arn $acl_required",
    f"{_S3_HEAD} {_S3_TAIL} $access_point_arn",
    f"{_S3_HEAD} {_S3_TAIL}",
    _S3_HEAD,
    f"{_S3_HEAD} $rest",
)
_ENVOY_HEAD = '[$time_iso8601] "$request" $status $response_flags '
_ENVOY_TAIL = (
    '$bytes_in $body_bytes_sent $request_time_ms $service_ms "$http_x_forwarded_for" "$http_user_agent" '
    '"$request_id" "$authority" "$upstream_addr"'
)
_ISTIO = (
    f'{_ENVOY_HEAD}$response_code_details $termination_details "$transport_failure" {_ENVOY_TAIL} '
    "$upstream_cluster $upstream_local_address $local_address $downstream_address $sni $route"
)
# Istio before 1.7, and before 1.5.
_ISTIO_MIXER = (
    f'{_ENVOY_HEAD}"$mixer_status" "$transport_failure" {_ENVOY_TAIL} '
    "$upstream_cluster $upstream_local_address $local_address $downstream_address $sni"
)
_ISTIO_OLD = f"{_ISTIO_MIXER} $route"
ENVOY_LAYOUTS = (
    f"{_ENVOY_HEAD}{_ENVOY_TAIL}",
    _ISTIO,
    _ISTIO_OLD,
    _ISTIO_MIXER,
    f'{_ENVOY_HEAD}"$mixer_status" "$transport_failure" {_ENVOY_TAIL} $rest',
    f"{_ENVOY_HEAD}{_ENVOY_TAIL} $rest",
    f"ACCESS {_ENVOY_HEAD}{_ENVOY_TAIL}",  # Ambassador (Emissary) writes its own messages to the same stream
)
# A network balancer logs TLS connections: no request, and the stamp is the end of the connection.
_NLB_HEAD = (
    "$type $version $time_iso8601 $elb $listener $remote_addr:$client_port $upstream_addr $request_time_ms "
    "$handshake_ms $bytes_in $body_bytes_sent $tls_alert $chosen_certificate $certificate_serial $ssl_cipher "
    "$ssl_protocol $named_group $domain_name"
)
_NLB_TAIL = "$alpn_frontend $alpn_backend $alpn_client"
NLB_LAYOUTS = (f"{_NLB_HEAD} {_NLB_TAIL} $created_at", f"{_NLB_HEAD} {_NLB_TAIL}", _NLB_HEAD, f"{_NLB_HEAD} $rest")
# Of nginx proxy manager: log_format proxy and standard of its nginx.conf.
_NPM_BY = '"$http_user_agent" "$http_referer"'
_NPM_SIZE = "[Length $body_bytes_sent] [Gzip $gzip_ratio]"
_NPM_ASK = '$request_method $scheme $server_name "$request_uri" [Client $remote_addr]'
NPM_LAYOUTS = (
    f"[$time_local] $cache_status $upstream_status $status - {_NPM_ASK} {_NPM_SIZE} [Sent-to $upstream_addr] {_NPM_BY}",
    f"[$time_local] $status - {_NPM_ASK} {_NPM_SIZE} {_NPM_BY}",
)
_SQUID = (
    "$msec $request_time_ms $remote_addr $cache_result/$status $body_bytes_sent $request_method $request_uri "
    "$remote_user $hierarchy/$upstream_addr $content_type"
)
# The second: where the administrator's logformat goes on.
SQUID_LAYOUTS = (_SQUID, f"{_SQUID} $rest")
