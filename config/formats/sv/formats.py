"""How are dates and numbers written and read in Swedish?

Django's own list reads mm/dd/yyyy, so that 03/05/2026 would be the 5th of March: here it never is.
"""

DATE_FORMAT = "Y-m-d"  # 2026-11-18
MEDIUM_DATE_FORMAT = "Y-m-d"
SHORT_DATE_FORMAT = "Y-m-d"
YEAR_MONTH_FORMAT = "F Y"
MONTH_DAY_FORMAT = "j F"
TIME_FORMAT = "H.i"
DATETIME_FORMAT = r"Y-m-d \k\l. H.i"
MEDIUM_DATETIME_FORMAT = r"Y-m-d \k\l. H.i"
SHORT_DATETIME_FORMAT = "Y-m-d H.i"
FIRST_DAY_OF_WEEK = 1

DATE_INPUT_FORMATS = ["%Y-%m-%d", "%Y%m%d", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y"]
TIME_INPUT_FORMATS = ["%H.%M", "%H:%M", "%H:%M:%S"]
DATETIME_INPUT_FORMATS = ["%Y-%m-%d %H.%M", "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S"]

DECIMAL_SEPARATOR = ","
THOUSAND_SEPARATOR = "\xa0"
NUMBER_GROUPING = 3
