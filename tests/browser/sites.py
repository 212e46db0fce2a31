"""A site that is not the hub's, with the widget on every page."""

from __future__ import annotations

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

PAGE = """<!doctype html>
<html lang="en">
  <head><meta charset="utf-8"><title>A shop</title><link rel="icon" href="data:,"></head>
  <body><h1>A shop</h1><a id="help" href="#">Help</a>{script}</body>
</html>"""


def serve_site(hub: str, key: str) -> ThreadingHTTPServer:
    """One with a strict policy, on a free port of this machine; for the caller to close."""
    script = f'<script async src="{hub}/widget/v1.js" data-key="{key}"></script>'
    policy = f"default-src 'none'; img-src data:; script-src {hub}; connect-src {hub}; frame-src {hub}"

    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Security-Policy", policy)
            self.end_headers()
            self.wfile.write(PAGE.format(script=script).encode())

        def log_message(self, format: str, *arguments: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    Thread(target=server.serve_forever, daemon=True).start()
    return server
