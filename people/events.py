"""What this package tells the rest of the system, inside the transaction (`send`)."""

from django.dispatch import Signal

#: A person is about to be deactivated; whoever objects raises. kwargs: user (User)
deactivating = Signal()

#: A person was deactivated, on a page or in a shell. kwargs: user (User), at (datetime, UTC)
deactivated = Signal()
