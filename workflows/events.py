"""What this package tells the rest of the system, inside the transaction (`send`)."""

from django.dispatch import Signal

#: A step was taken. kwargs: record (StepRecord), visit (Visit)
step_taken = Signal()

#: Duties were opened, closed or moved. kwargs: ids (set of all of this transaction), at (datetime)
duties_changed = Signal()
