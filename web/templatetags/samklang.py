"""What may a template ask for that Django does not have: icons, states, dates, errors?

{% icon "alert" %}                      a drawing; the word beside it carries the meaning
{% state_tag case.state label %}        a tag in the colour of the state, with the given label;
                                        closed=True: and that the case is closed
{% when value %}                        a date, moment or PartialDate in a <time> element
{% when value "medium" %}               18. nov. 2026 ("long" is the default; also "short")
{{ user.name|initials }}                one or two letters
{{ cost|money:"DKK" }}                  120.000 DKK, 120 000 DKK or 120,000 DKK
{{ due|relative:today }}                "in 4 days", "3 days over", "2 years 2 months over"
{% languages as all_languages %}        (code, name), each in its own language
{% error_links form as links %}         a target and a text for each error of a form
{% choice_hint field choice as hint %}  the small text below one choice
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django import template
from django.conf import settings
from django.forms import BaseFormSet, Field
from django.forms.forms import BaseForm
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import get_language, gettext, ngettext

from agreements.dates import PartialDate, Precision, display
from agreements.labels import CLOSED
from agreements.money import money
from web.wording import REQUIRED

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.forms import BoundField
    from django.forms.boundfield import BoundWidget
    from django.utils.safestring import SafeString

register = template.Library()
register.filter("money", money)

ICONS = {
    "alert": "M12 4l9 16H3zM12 10v4M12 17v.2",
    "bars": "M4 6h9M8 12h10M6 18h7",
    "bell": "M6 17V11a6 6 0 0112 0v6l1.5 2h-15zM10 21h4",
    "cal": "M4 6h16v14H4zM4 10h16M8 3v4M16 3v4",
    "camera": "M4 8h4l2-3h4l2 3h4v11H4zM12 10a3.5 3.5 0 100 7 3.5 3.5 0 000-7z",
    "chart": "M5 20V10M12 20V4M19 20v-7",
    "check": "M5 12.5l4.5 4.5L19 7.5",
    "clock": "M12 4a8 8 0 100 16 8 8 0 000-16zM12 8v4l3 2",
    "dl": "M12 4v11M7 11l5 5 5-5M5 20h14",
    "doc": "M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6",
    "dot": "M12 8a4 4 0 100 8 4 4 0 000-8z",
    "down": "M6 9l6 6 6-6",
    "eye": "M3 12s3-6 9-6 9 6 9 6-3 6-9 6-9-6-9-6zM12 10a2 2 0 100 4 2 2 0 000-4z",
    "flag": "M5 21V4h12l-2 4 2 4H5",
    "gavel": "M4 20h9M13 4l6 6M10 7l6 6M14.5 5.5l-6 6M17.5 8.5l-6 6M10 11l-6 6",
    "gear": "M12 9a3 3 0 100 6 3 3 0 000-6zM12 3v3M12 18v3M3 12h3M18 12h3M6 6l2 2M16 16l2 2"
    "M6 18l2-2M16 8l2-2",
    "inbox": "M4 13l2.5-8h11L20 13v6H4zM4 13h5l1 2h4l1-2h5",
    "list": "M8 6h12M8 12h12M8 18h12M4 6h.1M4 12h.1M4 18h.1",
    "loop": "M20 12a8 8 0 11-2.4-5.7M20 3v4h-4",
    "more": "M5 11a1 1 0 100 2 1 1 0 000-2zM12 11a1 1 0 100 2 1 1 0 000-2z"
    "M19 11a1 1 0 100 2 1 1 0 000-2z",
    "pause": "M9 6v12M15 6v12",
    "pen": "M4 20l1-4L16 5l3 3L8 19z",
    "plus": "M12 5v14M5 12h14",
    "search": "M11 4a7 7 0 100 14 7 7 0 000-14zM16 16l4 4",
    "send": "M4 12l16-8-6 16-3-7z",
    "shield": "M12 3l7 3v5c0 5-3 8-7 10-4-2-7-5-7-10V6zM9 12l2 2 4-4",
    "users": "M9 5a3 3 0 100 6 3 3 0 000-6zM3 20c0-4 3-6 6-6s6 2 6 6M16 6a3 3 0 010 6"
    "M17 14c2 .5 4 2 4 6",
    "x": "M6 6l12 12M18 6L6 18",
}

STATES = {
    "draft": ("", "pen"),
    "proposed": ("plum", "plus"),
    "assessed": ("info", "chart"),
    "approved": ("info", "check"),
    "active": ("ok", "check"),
    "under_review": ("warn", "eye"),
    "renewed": ("ok", "loop"),
    "suspended": ("warn", "pause"),
    "paused": ("warn", "pause"),
    "completed": ("", "check"),
    "rejected": ("", "x"),
    "withdrawn": ("", "x"),
    "cancelled": ("", "x"),
}
ENDED = ("", "dot")

DATE_FORMATS = {
    "long": "DATE_FORMAT",
    "medium": "MEDIUM_DATE_FORMAT",
    "short": "SHORT_DATE_FORMAT",
}
MOMENT_FORMATS = {
    "long": "DATETIME_FORMAT",
    "medium": "MEDIUM_DATETIME_FORMAT",
    "short": "SHORT_DATETIME_FORMAT",
}
FOR_MACHINES = {Precision.DAY, Precision.MONTH, Precision.YEAR}
"""What a <time> element can hold."""
DAYS_COUNTED = 180
"""Up to this many days a distance is told in days, beyond it in years and months."""


@register.simple_tag
def icon(name: str) -> SafeString:
    return format_html(
        '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">'
        '<path d="{}"/></svg>',
        ICONS[name],
    )


@register.inclusion_tag("components/tag.html")
def state_tag(state: str, label: str, *, closed: bool = False) -> dict[str, str]:
    kind, drawing = STATES.get(state, ENDED)
    return {"kind": kind, "icon": drawing, "text": f"{label} · {CLOSED}" if closed else label}


@register.simple_tag
def when(value: PartialDate | date | str | None, style: str = "long") -> SafeString | str:
    """The value in words; nothing where there is none. A day that is not known is not invented.

    A text is returned as it is, so that a list of facts may hold both.
    """
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, datetime):
        local = timezone.localtime(value) if timezone.is_aware(value) else value
        return _time(local.isoformat(timespec="minutes"), date_format(local, MOMENT_FORMATS[style]))
    if isinstance(value, date):
        return _time(value.isoformat(), date_format(value, DATE_FORMATS[style]))
    if not isinstance(value, PartialDate):
        return str(value)
    if value.precision is Precision.DAY and not value.approximate:
        return when(value.earliest, style)
    words = display(value, get_language() or "en")
    machine = replace(value, approximate=False).edtf()
    return _time(machine, words) if value.precision in FOR_MACHINES else words


def _time(machine: str, words: str) -> SafeString:
    return format_html('<time datetime="{}">{}</time>', machine, words)


@register.filter
def relative(due: date | None, today: date) -> str:
    """How far `due` is from `today`. Give the last day of a window: over is what is after it."""
    if due is None:
        return ""
    if due == today:
        return gettext("today")
    distance = _distance(min(due, today), max(due, today))
    words = gettext("in %(time)s") if due > today else gettext("%(time)s over")
    return words % {"time": distance}


def _distance(first: date, last: date) -> str:
    if last - first <= timedelta(days=DAYS_COUNTED):
        days = (last - first).days
        return ngettext("%(count)d day", "%(count)d days", days) % {"count": days}
    months = (last.year - first.year) * 12 + last.month - first.month - (last.day < first.day)
    years, months = divmod(months, 12)
    parts = []
    if years:
        parts.append(ngettext("%(count)d year", "%(count)d years", years) % {"count": years})
    if months:
        parts.append(ngettext("%(count)d month", "%(count)d months", months) % {"count": months})
    return " ".join(parts)


@register.filter
def initials(name: str) -> str:
    words = name.split()
    return "".join(word[0] for word in [*words[:1], *words[1:][-1:]]).upper()


@register.simple_tag
def languages() -> list[tuple[str, str]]:
    """Each language under its own name; Django's tag would translate "English" into Danish."""
    return [(code, str(name)) for code, name in settings.LANGUAGES]


@register.simple_tag
def error_links(source: BaseForm | BaseFormSet[Any] | Iterable[BaseForm]) -> list[dict[str, str]]:
    """Each error of a form, of a formset or of several forms, in the order of the page.

    The words are those beside the field. What belongs to no field leads to the form's first field.
    """
    links: list[dict[str, str]] = []
    if isinstance(source, BaseFormSet):
        links += [{"target": "main", "text": str(error)} for error in source.non_form_errors()]
    for form in [source] if isinstance(source, BaseForm) else source:
        visible = form.visible_fields()
        top = _target(visible[0]) if visible else "main"
        links += [{"target": top, "text": str(error)} for error in form.non_field_errors()]
        for field in form:
            target = top if field.is_hidden else _target(field)
            links += [
                {"target": target, "text": _named(field, str(error))} for error in field.errors
            ]
    return links


def _named(field: BoundField, error: str) -> str:
    """The words at the field; the general "required" does not say which field it means.

    A field that a form asks of many things says of which (`about`), as its legend does.
    """
    general = error in {str(Field.default_error_messages["required"]), str(REQUIRED)}
    words = f"{field.label}: {error}" if general else error
    about = getattr(field.field, "about", "")
    return f"{about}: {words}" if about else words


def _target(field: BoundField) -> str:
    """The id of what takes the focus; a group of choices has none of its own: its first."""
    return field.id_for_label or f"{field.auto_id}_0"


@register.simple_tag
def choice_hint(field: BoundField, choice: BoundWidget) -> str:
    """What the form field's `choice_hints`, a mapping from value to text, says of this choice."""
    hints: dict[str, str] = getattr(field.field, "choice_hints", {})
    return hints.get(str(choice.data["value"]), "")
