"""Where the pages live of when and how people are reminded."""

from django.urls import path

from web.views import rules

urlpatterns = [
    path("rules/", rules.reminder_rules, name="reminder_rules"),
    path("rules/new/", rules.reminder_rule, name="reminder_rule_new"),
    path("rules/<key:pk>/", rules.reminder_rule, name="reminder_rule"),
    path("rules/times/", rules.sending_times, name="sending_times"),
    path("rules/quiet/", rules.quiet_days, name="quiet_days"),
    path("rules/quiet/<key:pk>/end/", rules.quiet_days_end, name="quiet_days_end"),
]
