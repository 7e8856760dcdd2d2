"""Tells a request back as it arrived."""

import hashlib
import json
from urllib.parse import parse_qsl

from django.http import JsonResponse
from django.views.decorators.csrf import csrf_exempt

from ..log import cookie_pairs


@csrf_exempt
def echo(request):
    kind = request.content_type
    told = {
        "method": request.method,
        "scheme": request.scheme,
        "host": request.get_host(),
        "path": request.path,
        "target": request.META.get("RAW_URI") or request.get_full_path(),
        "query": parse_qsl(request.META["QUERY_STRING"], keep_blank_values=True),
        "headers": {name.lower(): value for name, value in request.headers.items()},
        "cookies": cookie_pairs(request.headers.get("Cookie", "")),
        "json": None,
        "form": [],
        "files": [],
    }
    if kind == "multipart/form-data":
        told["form"] = [[name, value] for name, values in request.POST.lists() for value in values]
        for field, files in request.FILES.lists():
            for file in files:
                content = file.read()
                told["files"].append(
                    {
                        "field": field,
                        "name": file.name,
                        "type": file.content_type,
                        "size": len(content),
                        "sha256": hashlib.sha256(content).hexdigest(),
                    }
                )
        body = b""
    else:
        body = request.body
        if kind == "application/x-www-form-urlencoded":
            told["form"] = parse_qsl(body.decode(), keep_blank_values=True)
        elif kind == "application/json" and body:
            told["json"] = json.loads(body)
    told["length"] = len(body)
    told["sha256"] = hashlib.sha256(body).hexdigest()
    told["body"] = body.decode() if len(body) <= 4096 and _is_text(body) else None
    request.site_note = told
    return JsonResponse(told, json_dumps_params={"ensure_ascii": False})


def _is_text(body):
    try:
        body.decode()
        return True
    except UnicodeDecodeError:
        return False
