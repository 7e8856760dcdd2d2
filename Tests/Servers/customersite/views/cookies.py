"""Cookies as sites set them, and a page that tells which came back."""

from http.cookies import Morsel

from django.http import HttpResponse, JsonResponse

from ..log import cookie_pairs


def show(request):
    told = {"cookies": cookie_pairs(request.headers.get("Cookie", ""))}
    told["values"] = dict(told["cookies"])
    request.site_note = told
    return JsonResponse(told)


def on_redirect(request):
    """Sets a cookie on the redirect itself, and another on the next."""
    response = HttpResponse(status=302, headers={"Location": "second/"})
    response.set_cookie("first-hop", "1", secure=True)
    response.set_cookie("passing", "yes", secure=True)
    return response


def on_second_redirect(request):
    """Tells in its own cookie whether the first came, and deletes another that the first redirect set."""
    response = HttpResponse(status=302, headers={"Location": "/cookies/show/"})
    response.set_cookie("second-hop", request.COOKIES.get("first-hop", "missing"), secure=True)
    response.delete_cookie("passing")
    return response


def on_paths(request):
    """One name on two paths, and one cookie on a deep path alone."""
    response = HttpResponse("set")
    for key, name, value, path in [
        ("1", "scope", "root", "/"),
        ("2", "scope", "deep", "/cookies/deep/"),
        ("3", "only-deep", "1", "/cookies/deep"),
    ]:
        # Django's response holds one cookie of each name; a morsel under another key is sent all the same.
        morsel = Morsel()
        morsel.set(name, value, value)
        morsel["path"] = path
        response.cookies[key] = morsel
    return response


def quoted(request):
    """A value that http.cookies quotes and escapes: `"a b\\054c\\"d"`. It is to come back as it was sent."""
    response = HttpResponse("set")
    response.set_cookie("quoted", 'a b,c"d', secure=True)
    return response


def set_one(request):
    """Sets the cookie `name` to `value`, on `path`."""
    response = HttpResponse("set")
    response.set_cookie(request.GET["name"], request.GET["value"], path=request.GET.get("path", "/"), secure=True)
    return response


def forget(request):
    """Deletes `scope` on the root path as Django does: a date in the past and an age of none."""
    response = HttpResponse("forgotten")
    response.delete_cookie("scope", path="/")
    return response


def forget_deep(request):
    """Deletes `scope` on the deep path by a date in the past alone, as old servers do."""
    response = HttpResponse("forgotten")
    response.headers["X-Forgotten"] = "deep"
    response.set_cookie("scope", "", path="/cookies/deep/", expires="Thu, 01 Jan 1970 00:00:00 GMT")
    return response


def prefixes(request):
    """Cookies whose names are promises. Two keep them, and three break them: browsers refuse those."""
    response = HttpResponse("set")
    response.set_cookie("__Host-good", "1", path="/", secure=True)
    response.set_cookie("__Secure-good", "1", path="/cookies/", secure=True)
    response.set_cookie("__Host-on-path", "1", path="/cookies/", secure=True)
    response.set_cookie("__Host-insecure", "1", path="/")
    response.set_cookie("__Secure-insecure", "1", path="/")
    return response


def on_domain(request):
    """For `www.site.test`: a cookie for the whole of `site.test`, one for this host, one for somebody else's."""
    response = HttpResponse("set")
    response.set_cookie("whole", "1", domain="site.test", secure=True)
    response.set_cookie("host-only", "1", secure=True)
    response.set_cookie("foreign", "1", domain="other.test", secure=True)
    return response
