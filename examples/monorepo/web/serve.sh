exec httpd -f -p "$PORT" -h /www
