"""What Azure's resources log: documents of many records, and a record a line."""

from __future__ import annotations

from foreshock.ingest.formats.base import Sample

_AZURE = Sample(
    program="Azure Database for PostgreSQL flexible server 14, resource log in a storage account",
    text=(
        '{"records":[{"LogicalServerName":"shop-db","resourceId":"/SUBSCRIPTIONS/X/SERVERS/SHOP-DB",'
        '"category":"PostgreSQLLogs","time":"2023-07-10T20:14:02.1234567Z","operationName":"LogEvent","properties":'
        '{"errorLevel":"ERROR","sqlerrcode":"53100","processId":4711,"message":"2023-07-10 20:14:02 UTC-64ac6a51.1267-'
        'ERROR:  could not extend file: No space left on device"}}]}\n'
    ),
    rows=(
        {
            "line": 1,
            "time": "2023-07-10T20:14:02.123456Z",
            "host": "shop-db",
            "service": "PostgreSQLLogs",
            "severity_text": "ERROR",
            "severity_number": 17,
            "code": "53100",
            "pid": 4711,
        },
    ),
)

AZURE_SAMPLES = (_AZURE,)

RESOURCE_SAMPLES = (
    Sample(
        program="Azure Kubernetes Service 1.27, resource log in a storage account (a record a line)",
        text=(
            '{"operationName":"Microsoft.ContainerService/managedClusters/diagnosticLogs/Read","category":'
            '"kube-controller-manager","resourceId":"/SUBSCRIPTIONS/X/MANAGEDCLUSTERS/SHOP","time":'
            '"2023-07-10T20:00:01.0000000Z","properties":{"log":"E0710 20:00:01.000001       1 node.go:12] no disk",'
            '"stream":"stderr"}}\n'
            '{"time":"2023-07-10T20:00:02Z","resourceId":"/SUBSCRIPTIONS/X/VAULTS/SHOP","operationName":"SecretGet",'
            '"category":"AuditEvent","level":"Error","resultSignature":"Forbidden","callerIpAddress":"192.0.2.1"}\n'
        ),
        rows=(
            {"line": 1, "time": "2023-07-10T20:00:01Z", "service": "kube-controller-manager",
             "body": "E0710 20:00:01.000001       1 node.go:12] no disk"},
            {"line": 2, "time": "2023-07-10T20:00:02Z", "service": "AuditEvent", "severity_text": "Error",
             "severity_number": 17, "body": "SecretGet", "code": "Forbidden", "client": "192.0.2.1"},
        ),
    ),
)  # fmt: skip

GATEWAY_SAMPLES = (
    Sample(
        program="Azure Application Gateway v2 and v1, access logs, and the firewall of v2 among them",
        text=(
            '{"timeStamp":"2023-07-10T20:00:02+00:00","resourceId":"/SUBSCRIPTIONS/X/APPLICATIONGATEWAYS/SHOP",'
            '"operationName":"ApplicationGatewayAccess","category":"ApplicationGatewayAccessLog","properties":'
            '{"instanceId":"appgw_2","clientIP":"192.0.2.1","clientPort":45057,"httpMethod":"GET",'
            '"originalRequestUriWithArgs":"\\/orders?page=2","requestUri":"\\/orders","requestQuery":"page=2",'
            '"userAgent":"curl\\/7.83.1","httpStatus":502,"httpVersion":"HTTP\\/1.1","receivedBytes":184,'
            '"sentBytes":466,"timeTaken":1.5,"serverRouted":"10.0.0.4:443","serverStatus":"502",'
            '"serverResponseLatency":"1.480","originalHost":"shop.example"}}\n'
            '{"resourceId":"/SUBSCRIPTIONS/X/APPLICATIONGATEWAYS/OLD","operationName":"ApplicationGatewayAccess",'
            '"time":"2023-07-10T20:00:03Z","category":"ApplicationGatewayAccessLog","properties":{"instanceId":'
            '"ApplicationGatewayRole_IN_0","clientIP":"192.0.2.7","clientPort":46886,"httpMethod":"GET","requestUri":'
            '"/setup.php","requestQuery":"a=1","userAgent":"-","httpStatus":404,"httpVersion":"HTTP/1.0",'
            '"receivedBytes":65,"sentBytes":553,"timeTaken":205,"sslEnabled":"off"}}\n'
            '{"resourceId":"/SUBSCRIPTIONS/X/APPLICATIONGATEWAYS/SHOP","operationName":"ApplicationGatewayFirewall",'
            '"time":"2023-07-10T20:00:04Z","category":"ApplicationGatewayFirewallLog","properties":{"clientIp":'
            '"192.0.2.9","requestUri":"/","ruleId":"920350","message":"Host header is a numeric IP address"}}\n'
        ),
        rows=(
            {"line": 1, "time": "2023-07-10T20:00:02Z", "started_at": "2023-07-10T20:00:00.5Z", "status": 502,
             "method": "GET", "path": "/orders", "query": "page=2", "protocol": "HTTP/1.1", "response_bytes": 466,
             "client_address": "192.0.2.1", "duration_s": 1.5, "upstream_address": "10.0.0.4:443",
             "upstream_status": 502, "upstream_duration_s": 1.48, "user_agent": "curl/7.83.1"},
            {"line": 2, "time": "2023-07-10T20:00:03Z", "status": 404, "path": "/setup.php", "query": "a=1",
             "duration_s": 0.205, "user_agent": None},
        ),
    ),
    Sample(
        program="Azure Front Door Standard, access log",
        text=(
            '{"time":"2023-07-10T20:00:01.5Z","resourceId":"/SUBSCRIPTIONS/X/PROFILES/SHOP","category":'
            '"FrontDoorAccessLog","operationName":"Microsoft.Cdn/Profiles/AccessLog/Write","properties":{"httpMethod":'
            '"GET","httpVersion":"2.0.0.0","requestUri":"https://shop.example:443/a?b=1","clientIp":"192.0.2.1",'
            '"clientPort":"51120","timeTaken":"0.017","requestBytes":"512","responseBytes":"1448","httpStatusCode":'
            '"503","userAgent":"curl/7.83.1","referer":"","errorInfo":"OriginTimeout"}}\n'
        ),
        rows=(
            {"line": 1, "time": "2023-07-10T20:00:01.5Z", "status": 503, "path": "/a", "query": "b=1",
             "response_bytes": 1448, "duration_s": 0.017, "client_address": "192.0.2.1"},
        ),
    ),
)  # fmt: skip
