"""Where does one see who was told what, who will be, and what could not be told?"""

from django.urls import path

from web.views import incidents, ledger

urlpatterns = [
    path("reminders/", ledger.reminder_ledger, name="reminder_ledger"),
    path("reminders/list.csv", ledger.reminder_ledger_csv, name="reminder_ledger_csv"),
    path("reminders/ahead/", ledger.reminders_ahead, name="reminders_ahead"),
    path("reminders/<key:pk>/", ledger.reminder, name="reminder"),
    path("cases/<key:pk>/reminders/", ledger.case_reminders, name="case_reminders"),
    path("people/<key:pk>/reminders/", ledger.person_reminders, name="person_reminders"),
    path("units/<key:pk>/reminders/", ledger.unit_reminders, name="unit_reminders"),
    path("letters/<key:pk>/", incidents.letter, name="letter"),
    path("letters/<key:pk>/send-again/", incidents.send_again, name="send_again"),
    path("letters/<key:pk>/was-received/", incidents.was_received, name="was_received"),
    path("incidents/", incidents.incidents, name="incidents"),
]
