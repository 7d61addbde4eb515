# SPDX-License-Identifier: Apache-2.0
"""An OpenID Connect issuer for people: what the Python client asks for before it signs, even with a token in hand (a
cluster's issuer has no page to log in at, so its description does not do). It hands out tokens by method call only."""

import http.server
import json
import threading
import time

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

AUDIENCE = "sigstore"
LIFE = 600


class Login:
    def __init__(self):
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), self.handler())
        self.issuer = f"http://localhost:{self.server.server_address[1]}"
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def documents(self):
        key = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return {
            "/.well-known/openid-configuration": {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/keys",
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["RS256"],
            },
            "/keys": {"keys": [{**key, "kid": "1", "alg": "RS256", "use": "sig"}]},
        }

    def handler(self):
        login = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                document = login.documents().get(self.path)
                body = json.dumps(document).encode() if document else b""
                self.send_response(200 if document else 404)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        return Handler

    def token(self, email):
        now = int(time.time())
        claims = {
            "iss": self.issuer, "aud": AUDIENCE, "sub": f"person-{email}", "email": email, "email_verified": True,
            "iat": now, "nbf": now, "exp": now + LIFE}
        return jwt.encode(claims, self.key, algorithm="RS256", headers={"kid": "1"})

    def fulcio_issuer(self):
        return {"IssuerURL": self.issuer, "ClientID": AUDIENCE, "Type": "email"}

    def stop(self):
        self.server.shutdown()
        self.server.server_close()
