"""JSON interfaces: behind OAuth, and such as answer everything with 200."""

import json
import threading
import time
import uuid

from django.contrib.auth import authenticate
from django.contrib.auth import login as start_session
from django.http import JsonResponse
from django.views.decorators.csrf import csrf_exempt
from oauth2_provider.decorators import protected_resource

_lock = threading.Lock()
_jobs = {}
_rooms = {}


@csrf_exempt
@protected_resource(scopes=["read"], advertise_metadata=True)
def me(request):
    user = request.resource_owner
    return JsonResponse({"email": user.email, "name": user.get_full_name()})


@csrf_exempt
@protected_resource(advertise_metadata=True)
def service(request):
    """For whoever has a token, a person's or a client's."""
    owner = getattr(request, "resource_owner", None)
    return JsonResponse({"for": owner.email if owner else None})


@csrf_exempt
def login(request):
    """Log-in as scripts do it. A wrong password is a 200 whose body says so."""
    sent = json.loads(request.body)
    user = authenticate(request, username=sent.get("email"), password=sent.get("password"))
    if user is None:
        return JsonResponse({"ok": False, "error": {"code": 1403, "message": "wrong e-mail or password"}})
    start_session(request, user)
    return JsonResponse({"ok": True, "user": {"id": user.id, "email": user.email}})


@csrf_exempt
def start_job(request):
    """A job that is ready after `polls` questions, or ends with an error then."""
    sent = json.loads(request.body or b"{}")
    job = uuid.uuid4().hex
    with _lock:
        _jobs[job] = {"left": int(sent.get("polls", 2)), "fails": bool(sent.get("fails")), "asked": 0}
    return JsonResponse({"status": "accepted", "job": job})


def job(request, job):
    with _lock:
        state = _jobs.get(job)
        if state is None:
            return JsonResponse({"status": "unknown"})
        state["asked"] += 1
        asked, left, fails = state["asked"], state["left"], state["fails"]
    request.site_note = {"asked": asked}
    if asked <= left:
        return JsonResponse({"status": "pending", "asked": asked})
    if fails:
        return JsonResponse({"status": "error", "message": "no room is free", "asked": asked})
    room = request.build_absolute_uri(f"/room/{job}/?accessToken=a%2Fb")
    return JsonResponse({"status": "ready", "room": room, "asked": asked})


def wait(request, key):
    """A long poll. The room of this key opens `after` seconds from the first question for it; each question is held for
    `hold` seconds at most, and in no case longer than five."""
    after = min(float(request.GET.get("after", 1)), 30)
    hold = min(float(request.GET.get("hold", 1)), 5)
    with _lock:
        opens = _rooms.setdefault(key, time.monotonic() + after)
    left = opens - time.monotonic()
    time.sleep(max(0, min(left, hold)))
    if left > hold:
        return JsonResponse({"status": "pending"})
    return JsonResponse({"status": "ready", "room": request.build_absolute_uri(f"/room/{key}/?accessToken=1")})
