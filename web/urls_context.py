"""Where does one read and write what stands around an agreement?"""

from django.urls import path

from web.views import annexes, context

urlpatterns = [
    path("cases/<key:pk>/context/", context.case_context, name="case_context"),
    path("cases/<key:pk>/above/", context.place_under, name="place_under"),
    path("cases/<key:pk>/notice/", context.notice, name="notice"),
    path("cases/<key:pk>/occasions/new/", context.new_occasion, name="new_occasion"),
    path("cases/<key:pk>/occasions/<key:event_pk>/", context.occasion, name="occasion"),
    path("cases/<key:pk>/annexes/new/", annexes.new_annex, name="new_annex"),
    path("cases/<key:pk>/annexes/<key:annex_pk>/", annexes.annex, name="annex"),
    path("cases/<key:pk>/annexes/<key:annex_pk>/text/", annexes.write_annex, name="write_annex"),
    path(
        "cases/<key:pk>/annexes/<key:annex_pk>/version/", annexes.revise_annex, name="revise_annex"
    ),
    path("cases/<key:pk>/annexes/<key:annex_pk>/adopt/", annexes.adopt_annex, name="adopt_annex"),
    path(
        "cases/<key:pk>/annexes/<key:annex_pk>/force/",
        annexes.activate_annex,
        name="activate_annex",
    ),
    path("cases/<key:pk>/annexes/<key:annex_pk>/end/", annexes.end_annex, name="end_annex"),
]
