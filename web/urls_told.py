"""Where the pages live of what a person is told, and wishes to be told."""

from django.urls import path

from web.views import told

urlpatterns = [
    path("preferences/", told.preferences, name="preferences"),
    path("notes/", told.notes, name="notes"),
    path("notes/read/", told.notes_read, name="notes_read"),
    path("notes/<key:pk>/read/", told.note_read, name="note_read"),
    path("mail/unsubscribe/<str:token>/", told.unsubscribe, name="unsubscribe"),
]
