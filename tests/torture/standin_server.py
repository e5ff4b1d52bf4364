"""A server of an endpoint without a model, so that hundreds can be started: `python standin_server.py MARK REQUEST`."""

import http.server
import json
import os
import sys
from pathlib import Path

request = json.loads(Path(sys.argv[2]).read_bytes())


class Answers(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if self.path == f"/v2/models/{request['model']}/ready" else 404)
        self.end_headers()

    def log_message(self, *_):
        pass


with http.server.ThreadingHTTPServer(("127.0.0.1", request["port"]), Answers) as server:
    ready = Path(request["ready"])
    ready.with_suffix(".tmp").write_text(json.dumps({"port": server.server_port}))
    os.rename(ready.with_suffix(".tmp"), ready)  # noqa: PTH104
    server.serve_forever()
