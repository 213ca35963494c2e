"""The tables of notifications, one module for each question."""

from notifications.models.feeds import CalendarFeed
from notifications.models.outbox import DeliveryAttempt, Message
from notifications.models.plan import SEND_TIME, Reminder, ReminderRule
from notifications.models.sending import FreePeriod, Preference, SendingSettings
from notifications.models.sweeps import SweepRun
from notifications.models.telling import Note

__all__ = [
    "SEND_TIME",
    "CalendarFeed",
    "DeliveryAttempt",
    "FreePeriod",
    "Message",
    "Note",
    "Preference",
    "Reminder",
    "ReminderRule",
    "SendingSettings",
    "SweepRun",
]
