"""Keep whether she employs others; until now only a warning told it, where JHT was not chosen."""

from django.db import migrations, models

WARNING = "employer_without_jht"


def take_from_the_warnings(apps, schema_editor):
    enrolments = apps.get_model("members", "Enrolment").objects.using(
        schema_editor.connection.alias
    )
    enrolments.filter(warnings__contains=[WARNING]).update(employs_others=True)


class Migration(migrations.Migration):
    dependencies = [("members", "0004_placements_lie_in_their_market")]

    operations = [
        migrations.AddField(
            model_name="enrolment",
            name="employs_others",
            field=models.BooleanField(default=False, verbose_name="menggaji orang lain"),
        ),
        migrations.RunPython(take_from_the_warnings, migrations.RunPython.noop),
    ]
