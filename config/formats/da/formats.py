"""How are dates and numbers written and read in Danish?

Django's own list lacks dd-mm-yyyy, which people here write.
"""

DATE_FORMAT = "j. F Y"  # 18. november 2026
MEDIUM_DATE_FORMAT = "j. N Y"  # 18. nov. 2026
SHORT_DATE_FORMAT = "d.m.Y"  # 18.11.2026
YEAR_MONTH_FORMAT = "F Y"
MONTH_DAY_FORMAT = "j. F"
TIME_FORMAT = "H.i"
DATETIME_FORMAT = r"j. F Y \k\l. H.i"
MEDIUM_DATETIME_FORMAT = r"j. N Y \k\l. H.i"
SHORT_DATETIME_FORMAT = "d.m.Y H.i"
FIRST_DAY_OF_WEEK = 1

DATE_INPUT_FORMATS = ["%d-%m-%Y", "%d.%m.%Y", "%d/%m/%Y"]
TIME_INPUT_FORMATS = ["%H.%M", "%H:%M", "%H:%M:%S"]
DATETIME_INPUT_FORMATS = ["%d-%m-%Y %H.%M", "%d-%m-%Y %H:%M", "%d.%m.%Y %H.%M", "%d.%m.%Y %H:%M"]

DECIMAL_SEPARATOR = ","
THOUSAND_SEPARATOR = "."
NUMBER_GROUPING = 3
