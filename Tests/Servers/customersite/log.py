"""The site's own log: one JSON line for each request, written before its answer is sent. Whoever has an answer finds the
request in the log."""

import hashlib
import json
import os
import threading
import time

from django.conf import settings

_lock = threading.Lock()
_file = os.open(settings.SITE_LOG, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600) if settings.SITE_LOG else None


def _digest(text):
    return hashlib.sha256(text.encode()).hexdigest()[:16] if text else None


class LogMiddleware:
    """Outermost, so that it sees what the other middlewares answer too."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        began = time.time()
        response = self.get_response(request)
        if _file is not None:
            line = json.dumps(self.line(request, response, began), ensure_ascii=False) + "\n"
            with _lock:
                os.write(_file, line.encode())
        return response

    def line(self, request, response, began):
        headers = request.headers
        user = getattr(request, "user", None)
        owner = getattr(request, "resource_owner", None)
        session = getattr(request, "session", None)
        authorization = headers.get("Authorization")
        return {
            "at": began,
            "seconds": time.time() - began,
            "method": request.method,
            "path": request.path,
            "query": request.META.get("QUERY_STRING", ""),
            "host": headers.get("Host"),
            "secure": request.is_secure(),
            "status": response.status_code,
            "location": response.headers.get("Location"),
            "bytes": None if response.streaming else len(response.content),
            "user": user.get_username() if user and user.is_authenticated else owner.get_username() if owner else None,
            "session": _digest(session.session_key) if session is not None else None,
            "participant": headers.get("X-Turnout-Participant"),
            "agent": headers.get("User-Agent"),
            "cookies": cookie_names(headers.get("Cookie", "")),
            "authorization": authorization.split(" ")[0].lower() if authorization else None,
            "origin": headers.get("Origin"),
            "referer": headers.get("Referer"),
            "accept": headers.get("Accept"),
            "acceptEncoding": headers.get("Accept-Encoding"),
            "contentType": headers.get("Content-Type") or None,
            "contentLength": int(request.META.get("CONTENT_LENGTH") or 0),
            # What a view has to say about the request: the echo of it, a job's number of polls.
            "note": getattr(request, "site_note", None),
        }


def cookie_pairs(header):
    """Names and values of a Cookie header as they came, in their order. Django's own parser keeps one of each name."""
    pairs = [part.strip().partition("=") for part in header.split(";") if part.strip()]
    return [[name, value] for name, _, value in pairs]


def cookie_names(header):
    return [name for name, _ in cookie_pairs(header)]
