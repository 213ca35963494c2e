from django.db import migrations
from django.db.models import OuterRef, Subquery

OF_A_PARTY = ("sign", "review_input", "reconfirm")


def name_by_key(apps, schema_editor):
    """What was asked before its party was renamed names it as it was called then."""
    taking_part = apps.get_model("agreements", "Participation").objects.filter(
        case=OuterRef("case"), party__former_names__name=OuterRef("subject")
    )
    duties = apps.get_model("agreements", "Duty").objects.filter(kind__in=OF_A_PARTY, party=None)
    duties.update(party=Subquery(taking_part.order_by("-pk").values("party")[:1]))


class Migration(migrations.Migration):
    dependencies = [("agreements", "0011_who_may_be_written_to")]

    operations = [migrations.RunPython(name_by_key, migrations.RunPython.noop)]
