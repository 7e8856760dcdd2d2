"""Pages behind the log-in, and forms that look at where they come from."""

import json
import urllib.request
from urllib.parse import quote, urlencode

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseForbidden, JsonResponse
from django.shortcuts import render
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_POST


@login_required
def courses(request):
    return render(request, "courses.html")


@login_required
def lesson(request, number):
    """The frame's link has everything that an attribute may hold: entities for `&`, percent-encoding, a plus, a slash."""
    base = settings.ROOM_BASE or request.build_absolute_uri("/")[:-1]
    query = urlencode({"participantName": request.user.get_full_name(), "accessToken": f"{number}/a+b=c&d é"})
    return render(request, "lesson.html", {"link": f"{base}/room/{quote('Класс 5')}%2F{number}/?{query}"})


def room(request, name):
    """A room of the site's own. It tells what came, decoded."""
    told = {"room": name, "query": dict(request.GET.items())}
    request.site_note = told
    return JsonResponse(told)


@login_required
def platform_lesson(request, space, room):
    """A lesson in a room of the platform: the site asks the platform's API for the person's link, as its host does."""
    platform = request.GET.get("platform") or settings.ROOM_BASE

    def call(path, fields, token=None):
        headers = {"Content-Type": "application/json"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        sent = urllib.request.Request(platform + path, json.dumps(fields).encode(), headers)
        with urllib.request.urlopen(sent, timeout=10) as answer:
            return json.load(answer)

    token = call(
        "/v1/auth/token",
        {
            "grant_type": "password",
            "client_id": "turnout",
            "client_secret": "turnout-secret",
            "username": "host@example.test",
            "password": "host-password",
        },
    )["access_token"]
    link = call(
        f"/v1/spaces/{space}/rooms/{room}/generate-access",
        {
            "username": request.user.get_full_name(),
            "role": "user",
            "externalUserId": "".join(c for c in request.user.get_full_name().lower() if c.isalnum()),
        },
        token,
    )["url"]
    return render(request, "lesson.html", {"link": link})


def strict(request):
    """A form that wants both headers with which a browser says where a request comes from, beside Django's own checks."""
    if request.method == "GET":
        return render(request, "strict.html")
    here = request.build_absolute_uri("/")[:-1]
    if request.headers.get("Origin") != here:
        return HttpResponseForbidden(f"Origin is {request.headers.get('Origin')}, not {here}")
    if request.headers.get("Referer") != here + "/strict/":
        return HttpResponseForbidden(f"Referer is {request.headers.get('Referer')}, not {here}/strict/")
    return HttpResponse("accepted")


@ensure_csrf_cookie
def spa(request):
    """A bare application shell: the CSRF token is in a cookie alone, and scripts send it as a header."""
    return HttpResponse("<!doctype html><title>App</title><div id=app></div>")


@require_POST
def act(request):
    return JsonResponse({"acted": json.loads(request.body)})
