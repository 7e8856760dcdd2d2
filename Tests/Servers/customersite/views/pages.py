"""Pages of all sizes, codings and character sets."""

import gzip
import time
import zlib

import brotli
import zstandard
from django.http import HttpResponse, StreamingHttpResponse

_paragraph = "<p>Lorem ipsum dolor sit amet, consetetur sadipscing elitr, sed diam &amp; nonumy eirmod tempor.</p>\n"


def _large(kilobytes):
    """A page of at least this size, with what a scenario looks for at its very end."""
    filling = _paragraph * (kilobytes * 1024 // len(_paragraph) + 1)
    return (
        f"<!doctype html><html><head><title>Large</title></head><body>\n{filling}"
        '<form><input type="hidden" name="last" value="found &quot;it&quot; &amp; kept"></form></body></html>'
    )


def large(request):
    return HttpResponse(_large(int(request.GET.get("kb", 200))))


def chunked(request):
    """In `parts` pieces, with no length told."""
    parts = min(int(request.GET.get("parts", 10)), 100)
    pause = min(float(request.GET.get("pause", 0.02)), 1)

    def pieces():
        yield "<!doctype html><title>Chunked</title>\n"
        for part in range(parts):
            time.sleep(pause)
            yield f'<p class="part">{part}</p>\n'
        yield '<a id="end" href="/echo/?chunked=1&amp;parts=all">end</a>'

    return StreamingHttpResponse(pieces())


_codings = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    # Its compressor must not be used by two threads at once.
    "zstd": lambda body: zstandard.ZstdCompressor().compress(body),
}


def encoded(request, coding):
    """Encoded if the client takes that coding, as servers do, and plain otherwise. The page says which it was."""
    takes = [part.partition(";")[0].strip() for part in request.headers.get("Accept-Encoding", "").split(",")]
    used = coding if coding in takes else "identity"
    body = _large(20).replace("Large", f"Encoded: {used}").encode()
    response = HttpResponse(_codings[used](body) if used != "identity" else body)
    response.headers["Vary"] = "Accept-Encoding"
    if used != "identity":
        response.headers["Content-Encoding"] = used
    request.site_note = {"coding": used}
    return response


def in_charset(request, charset):
    """German and Russian in a character set that the header names, or, with `told=page`, the page alone."""
    text = "Привет, Участник" if charset in ("windows-1251", "koi8-r", "utf-8") else "Grüße, Schülerin"
    meta = f'<meta charset="{charset}">' if request.GET.get("told") == "page" else ""
    kind = "text/html" if meta else f"text/html; charset={charset}"
    page = f'<!doctype html><html><head>{meta}<title>{text}</title></head><body><p id="greeting">{text}</p></body></html>'
    return HttpResponse(page.encode(charset), content_type=kind)


def status(request, code):
    """Answers with this status; with `Retry-After` if `after` is given."""
    response = HttpResponse(f"status {code}", status=code)
    if after := request.GET.get("after"):
        response.headers["Retry-After"] = after
    return response


def slow(request):
    """Answers after `seconds`, five at most."""
    time.sleep(min(float(request.GET.get("seconds", 1)), 5))
    return HttpResponse("at last")
