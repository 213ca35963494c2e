"""Which kinds of cooperation and of duty does every installation begin with?"""

from __future__ import annotations

from typing import Any

#: code, da, sv, en, end required, binding, months between reviews
KINDS = (
    ("sister_city", "Venskabsby", "Vänort", "Sister city", False, True, 48),
    ("strategic", "Strategisk samarbejde", "Strategiskt samarbete", "Strategic cooperation",
     False, False, 24),
    ("inter_municipal", "Tværkommunalt samarbejde", "Avtalssamverkan",
     "Inter-municipal cooperation", False, True, 48),
    ("project", "Projektbaseret samarbejde", "Projektbaserat samarbete",
     "Project-based cooperation", True, True, 12),
    ("network", "Netværk", "Nätverk", "Network", False, False, 24),
)  # fmt: skip

#: Kinds that came later and ask for more; a database without their columns goes without them.
LATER_KINDS = (
    {
        "code": "democracy",
        "name_da": "Demokratisamarbejde (ICLD)",
        "name_sv": "Demokratisamarbete (ICLD)",
        "name_en": "Democracy cooperation (ICLD)",
        "end_required": True,
        "is_binding": True,
        "review_months": 12,
        "minimum_text": 200,
        "asks_mutual_benefit": True,
    },
)
"""Democracy and ICLD cooperation argues its benefit and citizens' perspective more (R-076)."""

#: slug, statutory
DUTY_KINDS = (
    ("complete_proposal", True),
    ("assess_benefit", True),
    ("assess_economy", True),
    ("assess_citizens", True),
    ("ready_for_agenda", True),
    ("rule", True),
    ("decide", True),
    ("answer_referral", True),
    ("fulfil_condition", True),
    ("orientation", True),
    ("sign", True),
    ("declined", True),
    ("send_decision", True),
    ("four_parts", False),
    ("commitment", False),
    ("milestone", False),
    ("review", True),
    ("review_input", True),
    ("review_evaluation", True),
    ("review_memo", True),
    ("review_ruling", True),
    ("write_amendment", True),
    ("notice", True),
    ("still_alive", False),
    ("update", True),
    ("still_right", False),
    ("reconfirm", True),
    ("after_end", True),
)


def load(kinds: Any, duty_kinds: Any) -> None:
    """Add the rows that are missing; rows that an administrator changed stay as they are.

    Takes the model classes, so that a migration can pass its historical ones.
    """
    for order, (code, da, sv, en, end_required, binding, months) in enumerate(KINDS):
        kinds.objects.get_or_create(
            code=code,
            defaults={
                "name_da": da,
                "name_sv": sv,
                "name_en": en,
                "end_required": end_required,
                "is_binding": binding,
                "review_months": months,
                "order": order,
            },
        )
    known = {field.name for field in kinds._meta.get_fields()}
    for order, kind in enumerate(LATER_KINDS, start=len(KINDS)):
        if known.issuperset(kind):
            rest = {name: value for name, value in kind.items() if name != "code"}
            kinds.objects.get_or_create(code=kind["code"], defaults=rest | {"order": order})
    for slug, statutory in DUTY_KINDS:
        duty_kinds.objects.get_or_create(slug=slug, defaults={"is_statutory": statutory})
