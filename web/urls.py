"""Where each page lives."""

from allauth.account.urls import urlpatterns as allauth
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from web.urls_acts import urlpatterns as acts
from web.urls_calendar import urlpatterns as calendar
from web.urls_context import urlpatterns as context
from web.urls_follow_up import urlpatterns as follow_up
from web.urls_ledger import urlpatterns as ledger
from web.urls_people import urlpatterns as about_people
from web.urls_rules import urlpatterns as rules
from web.urls_told import urlpatterns as told
from web.views import (
    about,
    agreements,
    attention,
    bulk,
    case,
    commitments,
    documents,
    language,
    mail,
    meetings,
    register,
    search,
    status,
    work,
)

SIGN_IN = {
    "account_login",
    "account_logout",
    "account_inactive",
    "account_signup",  # closed, and says so; allauth's own pages name it
    "account_reauthenticate",
    "account_change_password",
    "account_set_password",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
}

urlpatterns: list[URLPattern | URLResolver] = [
    path("", work.my_work, name="my_work"),
    path("agreements/", agreements.agreements, name="agreements"),
    path("agreements/end/", bulk.bulk_end, name="bulk_end"),
    path("agreements/review/", bulk.bulk_review, name="bulk_review"),
    path("cases/<key:pk>/", case.case, name="case"),
    path("cases/<key:pk>/initiatives/", case.case_initiatives, name="case_initiatives"),
    path("cases/<key:pk>/commitments/", case.case_commitments, name="case_commitments"),
    path(
        "cases/<key:pk>/commitments/<key:commitment_pk>/",
        commitments.commitment,
        name="commitment",
    ),
    path("cases/<key:pk>/parties/", case.case_parties, name="case_parties"),
    path("cases/<key:pk>/decisions/", case.case_decisions, name="case_decisions"),
    path("cases/<key:pk>/history/", case.case_history, name="case_history"),
    path("cases/<key:pk>/documents/", case.case_documents, name="case_documents"),
    path("cases/<key:pk>/documents/list/", documents.document_list, name="document_list"),
    path(
        "cases/<key:pk>/documents/list.csv", documents.document_list_csv, name="document_list_csv"
    ),
    path("cases/<key:pk>/documents/<key:number>/", documents.document, name="document"),
    path(
        "cases/<key:pk>/documents/<key:number>/<key:version>/file/",
        documents.document_file,
        name="document_file",
    ),
    path("cases/<key:pk>/versions/", case.case_versions, name="case_versions"),
    path("meetings/", meetings.meetings, name="meetings"),
    path("meetings/<key:pk>/informed/", meetings.informed, name="informed"),
    path("parties/", register.parties, name="register"),
    path("parties/<key:pk>/", register.party, name="register_party"),
    path("search/", search.search, name="search"),
    path("attention/", attention.attention, name="attention"),
    path("mail/", mail.mail, name="mail"),
    path("mail/<slug:name>/", mail.mail_message, name="mail_message"),
    path("status/", status.status, name="status"),
    path("healthz/", status.healthz, name="healthz"),
    path("readyz/", status.readyz, name="readyz"),
    path("help/", about.help_page, name="help"),
    path("accessibility/", about.accessibility, name="accessibility"),
    path("source/", about.source, name="source"),
    path("language/", language.set_language, name="set_language"),
    path("accounts/", include([page for page in allauth if page.name in SIGN_IN])),
    path("admin/", admin.site.urls),
    *acts,
    *follow_up,
    *about_people,
    *context,
    *calendar,
    *told,
    *ledger,
    *rules,
]
