"""The tables of notifications, one module for each question."""

from notifications.models.feeds import CalendarFeed
from notifications.models.outbox import DeliveryAttempt, Message
from notifications.models.plan import Reminder, ReminderRule
from notifications.models.sending import FreePeriod, Preference, SendingSettings
from notifications.models.sweeps import SweepRun
from notifications.models.telling import Note

__all__ = [
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
