"""Redirects of each status, to whatever place a test names."""

from django.http import HttpResponse
from django.views.decorators.csrf import csrf_exempt


@csrf_exempt
def redirect(request, code):
    """To `to` as it is written, with any status: `/redirect/307/?to=../../echo/`. What is not ASCII goes out in UTF-8."""
    # Whoever answers before the body has come may find the connection closed under it.
    _ = request.body
    response = HttpResponse(status=code)
    response.headers["Location"] = request.GET.get("to", "/echo/").encode().decode("latin-1")
    if name := request.GET.get("cookie"):
        response.set_cookie(name, "1", secure=True)
    return response


def wizard(request):
    """A chain by query alone: `?step=1` leads to `?step=2`, and so on to `?step=4`."""
    step = int(request.GET.get("step", 1))
    if step < 4:
        return HttpResponse(status=302, headers={"Location": f"?step={step + 1}"})
    return HttpResponse(f"step {step}, done")


def loop(request):
    return HttpResponse(status=302, headers={"Location": "/loop/"})
