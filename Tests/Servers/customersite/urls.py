"""The site's addresses. `README.md` beside `start` says what each is for."""

from django.contrib.auth import views as auth
from django.http import HttpResponse
from django.urls import include, path, re_path

from .views import api, cookies, echo, members, pages, redirects

urlpatterns = [
    path("ready/", lambda request: HttpResponse("ready")),
    path("accounts/login/", auth.LoginView.as_view()),
    path("accounts/logout/", auth.LogoutView.as_view()),
    path("courses/", members.courses),
    path("lessons/<int:number>/", members.lesson),
    path("lessons/<space>/<room>/", members.platform_lesson),
    path("room/<path:name>/", members.room),
    path("strict/", members.strict),
    path("spa/", members.spa),
    path("spa/act/", members.act),
    path("oauth/", include("oauth2_provider.urls", namespace="oauth2_provider")),
    path("api/me/", api.me),
    path("api/service/", api.service),
    path("api/login/", api.login),
    path("api/jobs/", api.start_job),
    path("api/jobs/<job>/", api.job),
    path("api/wait/<key>/", api.wait),
    path("cookies/show/", cookies.show),
    path("cookies/deep/show/", cookies.show),
    path("cookies/redirect/", cookies.on_redirect),
    path("cookies/redirect/second/", cookies.on_second_redirect),
    path("cookies/paths/", cookies.on_paths),
    path("cookies/quoted/", cookies.quoted),
    path("cookies/set/", cookies.set_one),
    path("cookies/forget/", cookies.forget),
    path("cookies/forget/deep/", cookies.forget_deep),
    path("cookies/prefixes/", cookies.prefixes),
    path("cookies/domain/", cookies.on_domain),
    re_path(r"^echo/.*$", echo.echo),
    path("redirect/<int:code>/", redirects.redirect),
    path("wizard/", redirects.wizard),
    path("loop/", redirects.loop),
    path("pages/large/", pages.large),
    path("pages/chunked/", pages.chunked),
    path("pages/encoded/<coding>/", pages.encoded),
    path("pages/charset/<charset>/", pages.in_charset),
    path("pages/status/<int:code>/", pages.status),
    path("pages/slow/", pages.slow),
]
