"""Logs of web servers, proxies and load balancers: requests and errors."""
