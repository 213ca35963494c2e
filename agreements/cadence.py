"""How long before its period ends does a missing update need attention (R-052)?"""

WARNED_DAYS = 30
"""Days before the last day of the period; of a calendar year: from 1 December (P08)."""
