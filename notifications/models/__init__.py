"""The tables of notifications, one module for each question."""

from notifications.models.outbox import DeliveryAttempt, Message
from notifications.models.plan import Reminder, ReminderRule
from notifications.models.sweeps import SweepRun

__all__ = ["DeliveryAttempt", "Message", "Reminder", "ReminderRule", "SweepRun"]
