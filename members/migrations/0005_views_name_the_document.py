"""A look at a picture says at which one."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("members", "0004_members_change_the_partner")]
    operations = [
        migrations.AddField(
            model_name="personaldataview",
            name="document",
            field=models.UUIDField(editable=False, null=True),
        ),
    ]
